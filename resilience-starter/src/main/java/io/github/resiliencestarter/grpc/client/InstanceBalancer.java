package io.github.resiliencestarter.grpc.client;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import org.jspecify.annotations.Nullable;

/**
 * Load balancer of one channel. It keeps a connection to each instance that has been
 * chosen; the choice itself is up to the {@link Route} of each RPC.
 */
class InstanceBalancer extends LoadBalancer {

	// Set by gRPC's own retries, of which there are five at most
	private static final Metadata.Key<String> PREVIOUS_ATTEMPTS = Metadata.Key.of("grpc-previous-rpc-attempts",
			Metadata.ASCII_STRING_MARSHALLER);

	private final Helper helper;

	private final SynchronizationContext context;

	private final Map<InetSocketAddress, Connection> connections = new ConcurrentHashMap<>();

	private @Nullable InstanceChooser chooser;

	InstanceBalancer(Helper helper) {
		this.helper = helper;
		this.context = helper.getSynchronizationContext();
	}

	@Override
	public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
		InstanceChooser chooser = resolved.getAttributes().get(InstanceChooser.KEY);
		if (chooser == null) {
			Status error = Status.UNAVAILABLE.withDescription("Load balancing policy '"
					+ InstanceBalancerProvider.POLICY + "' needs a channel whose target is discovery:///<service>");
			handleNameResolutionError(error);
			return error;
		}
		this.chooser = chooser;
		Set<SocketAddress> listed = resolved.getAddresses()
			.stream()
			.map(EquivalentAddressGroup::getAddresses)
			.flatMap(List::stream)
			.collect(Collectors.toSet());
		if (!listed.isEmpty()) {
			this.connections.values().removeIf((connection) -> closeUnless(listed, connection));
		}
		update();
		return Status.OK;
	}

	private static boolean closeUnless(Set<SocketAddress> listed, Connection connection) {
		if (listed.contains(connection.address)) {
			return false;
		}
		connection.subchannel.shutdown();
		return true;
	}

	@Override
	public void handleNameResolutionError(Status error) {
		if (this.chooser == null) {
			this.helper.updateBalancingState(ConnectivityState.TRANSIENT_FAILURE,
					new FixedResultPicker(PickResult.withError(error)));
		}
	}

	@Override
	public void shutdown() {
		this.connections.values().forEach((connection) -> connection.subchannel.shutdown());
		this.connections.clear();
	}

	// Each update makes the channel process its waiting RPCs
	private void update() {
		InstanceChooser chooser = this.chooser;
		if (chooser != null) {
			this.helper.updateBalancingState(ConnectivityState.READY, new Picker(chooser));
		}
	}

	private void updateLater() {
		this.context.execute(this::update);
	}

	// In the synchronization context
	private void open(InetSocketAddress address, @Nullable Connection failed) {
		Connection known = this.connections.get(address);
		if (known != failed) {
			return;
		}
		if (failed != null) {
			failed.subchannel.shutdown();
		}
		Connection connection = new Connection(address, this.helper.createSubchannel(
				CreateSubchannelArgs.newBuilder().setAddresses(new EquivalentAddressGroup(address)).build()));
		this.connections.put(address, connection);
		connection.subchannel.start((state) -> changed(connection, state));
		connection.subchannel.requestConnection();
		update();
	}

	private void changed(Connection connection, ConnectivityStateInfo state) {
		if (this.connections.get(connection.address) != connection) {
			return;
		}
		connection.failure = (state.getState() == ConnectivityState.TRANSIENT_FAILURE) ? state.getStatus() : null;
		if (state.getState() == ConnectivityState.IDLE || connection.failure != null) {
			this.helper.refreshNameResolution();
		}
		update();
	}

	/**
	 * Connection to one instance.
	 */
	private static final class Connection {

		private final InetSocketAddress address;

		private final Subchannel subchannel;

		// Last attempt to connect, if it failed
		private volatile @Nullable Status failure;

		Connection(InetSocketAddress address, Subchannel subchannel) {
			this.address = address;
			this.subchannel = subchannel;
		}

	}

	/**
	 * Picker that follows the route of each RPC. Never blocks.
	 */
	private final class Picker extends SubchannelPicker {

		private final InstanceChooser chooser;

		Picker(InstanceChooser chooser) {
			this.chooser = chooser;
		}

		@Override
		public PickResult pickSubchannel(PickSubchannelArgs args) {
			Route route = args.getCallOptions().getOption(Route.KEY);
			if (route == null) {
				// Of a channel without the interceptor
				route = new Route(new TriedInstances(), Route.Owner.NOBODY);
				PickResult result = pick(route);
				route.end(new InterruptedException("Not watched"));
				return result;
			}
			String previous = args.getHeaders().get(PREVIOUS_ATTEMPTS);
			if (previous != null && previous.length() == 1) {
				route.again(previous.charAt(0) - '0');
			}
			return pick(route);
		}

		private PickResult pick(Route route) {
			InetSocketAddress address = route.address(this.chooser, InstanceBalancer.this::updateLater);
			if (address != null) {
				return pick(route, address);
			}
			Status failure = route.failure();
			return (failure != null) ? fail(route, failure) : PickResult.withNoResult();
		}

		private PickResult pick(Route route, InetSocketAddress address) {
			Connection connection = InstanceBalancer.this.connections.get(address);
			Status failure = (connection != null) ? connection.failure : null;
			if (connection != null && failure == null) {
				route.waitsFor(connection);
				return PickResult.withSubchannel(connection.subchannel);
			}
			if (connection != null && failure != null && route.hasWaitedFor(connection)) {
				return fail(route, failure);
			}
			if (failure != null && route.owner() == Route.Owner.NOBODY) {
				InstanceBalancer.this.context.execute(() -> open(address, connection));
				return fail(route, failure);
			}
			// A new attempt to connect instead of gRPC's backoff: how often an instance
			// is tried is up to its ejection
			InstanceBalancer.this.context.execute(() -> open(address, connection));
			return PickResult.withNoResult();
		}

		private static PickResult fail(Route route, Status failure) {
			return (route.owner() == Route.Owner.GUARD) ? PickResult.withDrop(failure) : PickResult.withError(failure);
		}

	}

}
