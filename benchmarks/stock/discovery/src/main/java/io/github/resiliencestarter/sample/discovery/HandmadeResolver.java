package io.github.resiliencestarter.sample.discovery;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import io.grpc.SynchronizationContext.ScheduledHandle;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * Resolver of one channel. Reads the instances every few seconds, and when gRPC asks for
 * it, which it does after a connection has failed.
 */
class HandmadeResolver extends NameResolver {

	private static final String PORT = "gRPC_port";

	private static final int SECONDS = 5;

	private final DiscoveryClient discovery;

	private final String service;

	private final Args args;

	private final SynchronizationContext context;

	private final Executor executor;

	private @Nullable Listener2 listener;

	private @Nullable ScheduledHandle next;

	private boolean reading;

	HandmadeResolver(DiscoveryClient discovery, String service, Args args) {
		this.discovery = discovery;
		this.service = service;
		this.args = args;
		this.context = args.getSynchronizationContext();
		this.executor = Objects.requireNonNull(args.getOffloadExecutor());
	}

	@Override
	public String getServiceAuthority() {
		return this.service;
	}

	@Override
	public void start(Listener2 listener) {
		this.listener = listener;
		read();
	}

	@Override
	public void refresh() {
		read();
	}

	private void read() {
		if (!this.reading && this.listener != null) {
			this.reading = true;
			this.executor.execute(() -> {
				StatusOr<List<EquivalentAddressGroup>> result = addresses();
				this.context.execute(() -> publish(result));
			});
		}
	}

	private StatusOr<List<EquivalentAddressGroup>> addresses() {
		try {
			List<EquivalentAddressGroup> addresses = this.discovery.getInstances(this.service)
				.stream()
				.map(HandmadeResolver::address)
				.map(EquivalentAddressGroup::new)
				.toList();
			return !addresses.isEmpty() ? StatusOr.fromValue(addresses) : StatusOr
				.fromStatus(Status.UNAVAILABLE.withDescription("There is no instance of " + this.service));
		}
		catch (RuntimeException ex) {
			return StatusOr
				.fromStatus(Status.UNAVAILABLE.withDescription("The instances of " + this.service + " are unknown")
					.withCause(ex));
		}
	}

	private static InetSocketAddress address(ServiceInstance instance) {
		Map<String, String> metadata = instance.getMetadata();
		String port = (metadata != null) ? metadata.get(PORT) : null;
		return new InetSocketAddress(instance.getHost(), (port != null) ? Integer.parseInt(port) : instance.getPort());
	}

	private void publish(StatusOr<List<EquivalentAddressGroup>> result) {
		this.reading = false;
		if (this.listener == null) {
			return;
		}
		this.listener.onResult2(ResolutionResult.newBuilder().setAddressesOrError(result).build());
		if (this.next != null) {
			this.next.cancel();
		}
		this.next = this.context.schedule(this::read, SECONDS, TimeUnit.SECONDS,
				this.args.getScheduledExecutorService());
	}

	@Override
	public void shutdown() {
		this.listener = null;
		if (this.next != null) {
			this.next.cancel();
		}
	}

}
