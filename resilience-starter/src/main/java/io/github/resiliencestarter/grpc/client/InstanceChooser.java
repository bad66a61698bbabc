package io.github.resiliencestarter.grpc.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.github.resiliencestarter.failure.NoInstanceException;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.grpc.Attributes;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

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
 * Chooses an instance of one service for each RPC, with the load balancer that HTTP calls
 * to the service use.
 */
class InstanceChooser {

	/**
	 * Key that hands the chooser of a channel to its balancer.
	 */
	static final Attributes.Key<InstanceChooser> KEY = Attributes.Key.create(InstanceChooser.class.getName());

	private static final int MOST_INVALID = 20;

	private final String service;

	private final ReactiveLoadBalancer.Factory<ServiceInstance> factory;

	private final InstancePort port;

	private final URI uri;

	private volatile @Nullable Parts parts;

	InstanceChooser(String service, ReactiveLoadBalancer.Factory<ServiceInstance> factory, InstancePort port) {
		this.service = service;
		this.factory = factory;
		this.port = port;
		this.uri = URI.create("grpc://" + service);
	}

	String service() {
		return this.service;
	}

	/**
	 * Chooses an instance. The load balancer regards the RPC as begun at the instance
	 * until {@link Chosen#end}.
	 * @param tried the instances that the call has tried
	 * @return the instance; fails with {@link NoInstanceException} if there is none
	 */
	Mono<Chosen> choose(TriedInstances tried) {
		Request<RequestDataContext> request = request(tried);
		return Mono.defer(() -> choose(parts(), request, tried, new HashSet<>()));
	}

	private Request<RequestDataContext> request(TriedInstances tried) {
		RequestData data = new RequestData(HttpMethod.POST, this.uri, new HttpHeaders(), new LinkedMultiValueMap<>(),
				Map.of(TriedInstances.ATTRIBUTE, tried));
		return new DefaultRequest<>(new RequestDataContext(data));
	}

	private Mono<Chosen> choose(Parts parts, Request<RequestDataContext> request, TriedInstances tried,
			Set<String> invalid) {
		parts.tell((lifecycle) -> lifecycle.onStart(request));
		return Mono.from(parts.balancer().choose(request)).defaultIfEmpty(new EmptyResponse()).flatMap((response) -> {
			ServiceInstance instance = response.hasServer() ? response.getServer() : null;
			if (instance == null) {
				return fail(parts, request, tried, noInstance());
			}
			int port = this.port.of(instance);
			if (port == InstancePort.INVALID) {
				tried.add(instance);
				boolean another = invalid.size() < MOST_INVALID && invalid.add(instance.getHost() + instance.getPort());
				return another ? choose(parts, request, tried, invalid)
						: fail(parts, request, tried, InstancePort.describe(instance));
			}
			return address(instance.getHost(), port).map((address) -> {
				tried.add(instance);
				return parts.begin(request, response, address);
			});
		});
	}

	private static Mono<Chosen> fail(Parts parts, Request<RequestDataContext> request, TriedInstances tried,
			String reason) {
		tried.noneAvailable();
		parts.discard(request);
		return Mono.error(new NoInstanceException(reason, null));
	}

	private String noInstance() {
		return "No instance of '" + this.service + "' is known";
	}

	// Names are looked up by a thread that may block
	private static Mono<InetSocketAddress> address(String host, int port) {
		boolean literal = host.indexOf(':') >= 0 || host.chars().allMatch((c) -> c == '.' || (c >= '0' && c <= '9'));
		return literal ? Mono.just(new InetSocketAddress(host, port))
				: Mono.fromCallable(() -> new InetSocketAddress(InetAddress.getByName(host), port))
					.subscribeOn(Schedulers.boundedElastic());
	}

	private Parts parts() {
		Parts parts = this.parts;
		if (parts == null) {
			ReactiveLoadBalancer<ServiceInstance> balancer = this.factory.getInstance(this.service);
			if (balancer == null) {
				throw new NoInstanceException("There is no load balancer for '" + this.service + "'", null);
			}
			parts = new Parts(balancer, lifecycles());
			this.parts = parts;
		}
		return parts;
	}

	@SuppressWarnings({ "rawtypes", "unchecked" })
	private List<LoadBalancerLifecycle<RequestDataContext, Object, ServiceInstance>> lifecycles() {
		Map<String, LoadBalancerLifecycle> all = this.factory.getInstances(this.service, LoadBalancerLifecycle.class);
		Set<LoadBalancerLifecycle> supported = LoadBalancerLifecycleValidator.getSupportedLifecycleProcessors(all,
				RequestDataContext.class, ResponseData.class, ServiceInstance.class);
		return (List) List.copyOf(supported);
	}

	/**
	 * Load balancer of the service and those that observe it.
	 *
	 * @param balancer the load balancer
	 * @param lifecycles the observers
	 */
	private record Parts(ReactiveLoadBalancer<ServiceInstance> balancer,
			List<LoadBalancerLifecycle<RequestDataContext, Object, ServiceInstance>> lifecycles) {

		void tell(Consumer<LoadBalancerLifecycle<RequestDataContext, Object, ServiceInstance>> event) {
			this.lifecycles.forEach(event);
		}

		Chosen begin(Request<RequestDataContext> request, Response<ServiceInstance> response,
				InetSocketAddress address) {
			tell((lifecycle) -> lifecycle.onStartRequest(request, response));
			return new Chosen(address, (failure) -> end(request, response, failure));
		}

		private void end(Request<RequestDataContext> request, Response<ServiceInstance> response,
				@Nullable Throwable failure) {
			CompletionContext<Object, ServiceInstance, RequestDataContext> completion = (failure != null)
					? new CompletionContext<>(CompletionContext.Status.FAILED, failure, request, response)
					: new CompletionContext<>(CompletionContext.Status.SUCCESS, request, response);
			tell((lifecycle) -> lifecycle.onComplete(completion));
		}

		void discard(Request<RequestDataContext> request) {
			tell((lifecycle) -> lifecycle
				.onComplete(new CompletionContext<>(CompletionContext.Status.DISCARD, request, new EmptyResponse())));
		}

	}

	/**
	 * Chosen instance.
	 *
	 * @param address the address of its gRPC server
	 * @param completion to be called with the failure of the RPC, or with {@code null}
	 */
	record Chosen(InetSocketAddress address, Consumer<@Nullable Throwable> completion) {

		void end(@Nullable Throwable failure) {
			this.completion.accept(failure);
		}

	}

}
