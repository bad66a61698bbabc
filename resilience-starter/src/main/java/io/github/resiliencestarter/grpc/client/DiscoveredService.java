package io.github.resiliencestarter.grpc.client;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Service that a channel finds through discovery.
 *
 * @param chooser the chooser of its instances
 * @param suppliers the supplier of its instances
 * @param port the reader of their gRPC port
 */
record DiscoveredService(InstanceChooser chooser, ObjectProvider<ServiceInstanceListSupplier> suppliers,
		InstancePort port) {

	/**
	 * Returns the addresses of all instances, for load balancing policies of gRPC.
	 */
	Mono<List<InetSocketAddress>> addresses() {
		return Mono.defer(() -> {
			ServiceInstanceListSupplier supplier = this.suppliers.getIfAvailable();
			return (supplier != null) ? supplier.get().next().map(this::addressesOf) : Mono.just(List.of());
		});
	}

	private List<InetSocketAddress> addressesOf(List<ServiceInstance> instances) {
		return instances.stream().map(this::addressOf).flatMap(Stream::ofNullable).distinct().toList();
	}

	private @Nullable InetSocketAddress addressOf(ServiceInstance instance) {
		int port = this.port.of(instance);
		return (port != InstancePort.INVALID) ? new InetSocketAddress(instance.getHost(), port) : null;
	}

}
