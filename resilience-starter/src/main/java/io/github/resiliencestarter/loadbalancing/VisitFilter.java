package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Filter that also ends visits which are canceled by a timeout or by the caller: Spring
 * Cloud's reactive load balancer does not tell its lifecycle beans about those.
 */
class VisitFilter extends ReactorLoadBalancerExchangeFilterFunction {

	VisitFilter(ReactiveLoadBalancer.Factory<ServiceInstance> factory,
			List<LoadBalancerClientRequestTransformer> transformers) {
		super(factory, transformers);
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return Mono.defer(() -> {
			AtomicReference<@Nullable Visit> visit = new AtomicReference<>();
			ClientRequest watched = ClientRequest.from(request).attribute(VisitWatcher.VISIT, visit).build();
			return super.filter(watched, next).doFinally((signal) -> giveUp(visit.get()));
		});
	}

	// Ignored if the visit has ended
	private static void giveUp(@Nullable Visit visit) {
		if (visit != null) {
			visit.end(Result.GIVEN_UP);
		}
	}

}
