package io.github.resiliencestarter.grpc.client;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import io.grpc.SynchronizationContext.ScheduledHandle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Resolver of one channel. It does not hold the list of instances, which outlives an idle
 * channel, but tells the channel what the list is. Used in the synchronization context of
 * the channel.
 */
class DiscoveryResolver extends NameResolver {

	// The choice of an instance does not depend on it, the end of its connection does
	private static final int SECONDS = 2;

	private static final Log logger = LogFactory.getLog(DiscoveryResolver.class);

	private final DiscoveredService service;

	private final SynchronizationContext context;

	private final Args args;

	private @Nullable Listener2 listener;

	private @Nullable List<InetSocketAddress> published;

	private @Nullable ScheduledHandle next;

	private boolean reading;

	DiscoveryResolver(DiscoveredService service, Args args) {
		this.service = service;
		this.context = args.getSynchronizationContext();
		this.args = args;
	}

	@Override
	public String getServiceAuthority() {
		return this.service.chooser().service();
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
		if (this.reading || this.listener == null) {
			return;
		}
		this.reading = true;
		// Host names may have to be looked up
		this.service.addresses()
			.subscribeOn(Schedulers.boundedElastic())
			.subscribe((addresses) -> this.context.execute(() -> publish(addresses)), (error) -> {
				logger.debug("No list of instances for a channel", error);
				this.context.execute(this::again);
			}, () -> this.context.execute(this::again));
	}

	private void again() {
		this.reading = false;
		if (this.published == null) {
			publish(List.of());
		}
		if (this.next != null) {
			this.next.cancel();
		}
		if (this.listener != null) {
			this.next = this.context.schedule(this::read, SECONDS, TimeUnit.SECONDS,
					this.args.getScheduledExecutorService());
		}
	}

	private void publish(List<InetSocketAddress> addresses) {
		if (this.listener != null && !addresses.equals(this.published)) {
			this.published = addresses;
			this.listener.onResult2(ResolutionResult.newBuilder()
				.setAddressesOrError(StatusOr.fromValue(addresses.stream().map(EquivalentAddressGroup::new).toList()))
				.setAttributes(Attributes.newBuilder().set(InstanceChooser.KEY, this.service.chooser()).build())
				.build());
		}
	}

	@Override
	public void shutdown() {
		this.listener = null;
		if (this.next != null) {
			this.next.cancel();
		}
	}

}
