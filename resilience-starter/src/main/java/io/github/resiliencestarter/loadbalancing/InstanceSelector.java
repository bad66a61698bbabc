package io.github.resiliencestarter.loadbalancing;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.resiliencestarter.failure.NoInstanceException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycleValidator;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.LinkedMultiValueMap;

/**
 * Selector of an instance of one target for each attempt of a call over any protocol,
 * with the load balancer that HTTP calls to the target use. Safe for use by many threads.
 */
public final class InstanceSelector {

	private static final int MOST_UNUSABLE = 20;

	private final String target;

	private final URI uri;

	private final ReactiveLoadBalancer.Factory<ServiceInstance> factory;

	private volatile @Nullable Parts parts;

	/**
	 * Creates a selector.
	 * @param target the target
	 * @param scheme the scheme of the URI that load balancers see, which names the
	 * protocol
	 * @param factory the load balancers
	 */
	public InstanceSelector(String target, String scheme, ReactiveLoadBalancer.Factory<ServiceInstance> factory) {
		this.target = target;
		this.uri = URI.create(scheme + "://" + target);
		this.factory = factory;
	}

	/**
	 * Selects an instance.
	 * @param tried the instances that the call has tried
	 * @param objection returns why an instance cannot be called, or {@code null} if it
	 * can
	 * @return the selected instance; fails with {@link NoInstanceException} if there is
	 * none
	 */
	public Mono<SelectedInstance> select(TriedInstances tried, Function<ServiceInstance, @Nullable String> objection) {
		Request<RequestDataContext> request = request(tried);
		return Mono.defer(() -> select(new Selection(parts(), request, tried, objection, new HashSet<>())));
	}

	private Request<RequestDataContext> request(TriedInstances tried) {
		RequestData data = new RequestData(HttpMethod.POST, this.uri, new HttpHeaders(), new LinkedMultiValueMap<>(),
				Map.of(TriedInstances.ATTRIBUTE, tried));
		return new DefaultRequest<>(new RequestDataContext(data));
	}

	private Mono<SelectedInstance> select(Selection selection) {
		selection.parts().tell((lifecycle) -> lifecycle.onStart(selection.request()));
		return Mono.from(selection.parts().balancer().choose(selection.request()))
			.defaultIfEmpty(new EmptyResponse())
			.flatMap((response) -> check(selection, response));
	}

	private Mono<SelectedInstance> check(Selection selection, Response<ServiceInstance> response) {
		ServiceInstance instance = response.hasServer() ? response.getServer() : null;
		if (instance == null) {
			return selection.fail("No instance of '" + this.target + "' is known");
		}
		String objection = selection.objection().apply(instance);
		if (objection == null) {
			return Mono.just(selection.of(instance, response));
		}
		selection.tried().add(instance);
		return selection.isFirst(instance) ? select(selection) : selection.fail(objection);
	}

	private Parts parts() {
		Parts parts = this.parts;
		if (parts == null) {
			ReactiveLoadBalancer<ServiceInstance> balancer = this.factory.getInstance(this.target);
			if (balancer == null) {
				throw new NoInstanceException("There is no load balancer for '" + this.target + "'", null);
			}
			parts = new Parts(balancer, lifecycles());
			this.parts = parts;
		}
		return parts;
	}

	@SuppressWarnings({ "rawtypes", "unchecked" })
	private List<LoadBalancerLifecycle<RequestDataContext, Object, ServiceInstance>> lifecycles() {
		Map<String, LoadBalancerLifecycle> all = this.factory.getInstances(this.target, LoadBalancerLifecycle.class);
		Set<LoadBalancerLifecycle> supported = LoadBalancerLifecycleValidator.getSupportedLifecycleProcessors(all,
				RequestDataContext.class, ResponseData.class, ServiceInstance.class);
		return (List) List.copyOf(supported);
	}

	/**
	 * Load balancer of the target and those that observe it.
	 *
	 * @param balancer the load balancer
	 * @param lifecycles the observers
	 */
	private record Parts(ReactiveLoadBalancer<ServiceInstance> balancer,
			List<LoadBalancerLifecycle<RequestDataContext, Object, ServiceInstance>> lifecycles) {

		void tell(Consumer<LoadBalancerLifecycle<RequestDataContext, Object, ServiceInstance>> event) {
			this.lifecycles.forEach(event);
		}

	}

	/**
	 * Selection of one instance, which takes several choices if instances cannot be
	 * called.
	 *
	 * @param parts the load balancer and its observers
	 * @param request the request
	 * @param tried the instances that the call has tried
	 * @param objection returns why an instance cannot be called
	 * @param unusable the instances that cannot be called
	 */
	private record Selection(Parts parts, Request<RequestDataContext> request, TriedInstances tried,
			Function<ServiceInstance, @Nullable String> objection, Set<Address> unusable) {

		boolean isFirst(ServiceInstance instance) {
			return this.unusable.size() < MOST_UNUSABLE && this.unusable.add(Address.of(instance));
		}

		SelectedInstance of(ServiceInstance instance, Response<ServiceInstance> response) {
			return new SelectedInstance(instance, () -> begin(instance, response), (failure) -> end(response, failure));
		}

		private void begin(ServiceInstance instance, Response<ServiceInstance> response) {
			this.tried.add(instance);
			this.parts.tell((lifecycle) -> lifecycle.onStartRequest(this.request, response));
		}

		private void end(Response<ServiceInstance> response, @Nullable Throwable failure) {
			CompletionContext<Object, ServiceInstance, RequestDataContext> completion = (failure != null)
					? new CompletionContext<>(CompletionContext.Status.FAILED, failure, this.request, response)
					: new CompletionContext<>(CompletionContext.Status.SUCCESS, this.request, response);
			this.parts.tell((lifecycle) -> lifecycle.onComplete(completion));
		}

		Mono<SelectedInstance> fail(String reason) {
			this.tried.noneAvailable();
			this.parts.tell((lifecycle) -> lifecycle.onComplete(
					new CompletionContext<>(CompletionContext.Status.DISCARD, this.request, new EmptyResponse())));
			return Mono.error(new NoInstanceException(reason, null));
		}

	}

}
