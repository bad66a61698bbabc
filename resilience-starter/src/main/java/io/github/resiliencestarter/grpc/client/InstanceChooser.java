package io.github.resiliencestarter.grpc.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

import io.github.resiliencestarter.failure.NoInstanceException;
import io.github.resiliencestarter.loadbalancing.InstanceSelector;
import io.github.resiliencestarter.loadbalancing.SelectedInstance;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.grpc.Attributes;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;

/**
 * Chooses an instance of one service for each RPC, with the load balancer that HTTP calls
 * to the service use.
 */
class InstanceChooser {

	/**
	 * Key that hands the chooser of a channel to its balancer.
	 */
	static final Attributes.Key<InstanceChooser> KEY = Attributes.Key.create(InstanceChooser.class.getName());

	private final String service;

	private final InstanceSelector selector;

	private final InstancePort port;

	InstanceChooser(String service, ReactiveLoadBalancer.Factory<ServiceInstance> factory, InstancePort port) {
		this.service = service;
		this.selector = new InstanceSelector(service, "grpc", factory);
		this.port = port;
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
		return this.selector.select(tried, this::objection).flatMap(this::begin);
	}

	private @Nullable String objection(ServiceInstance instance) {
		return (this.port.of(instance) == InstancePort.INVALID) ? InstancePort.describe(instance) : null;
	}

	private Mono<Chosen> begin(SelectedInstance selected) {
		ServiceInstance instance = selected.instance();
		return address(instance.getHost(), this.port.of(instance)).map((address) -> {
			selected.begin();
			return new Chosen(address, selected::end);
		});
	}

	// Names are looked up by a thread that may block
	private static Mono<InetSocketAddress> address(String host, int port) {
		boolean literal = host.indexOf(':') >= 0 || host.chars().allMatch((c) -> c == '.' || (c >= '0' && c <= '9'));
		return literal ? Mono.just(new InetSocketAddress(host, port))
				: Mono.fromCallable(() -> new InetSocketAddress(InetAddress.getByName(host), port))
					.subscribeOn(Schedulers.boundedElastic());
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
