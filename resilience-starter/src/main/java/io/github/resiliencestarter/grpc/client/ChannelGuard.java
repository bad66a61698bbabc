package io.github.resiliencestarter.grpc.client;

import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;

/**
 * Customizer that guards the calls of each channel, and lets it use discovery.
 *
 * @param <B> the type of the builder
 */
class ChannelGuard<B extends ManagedChannelBuilder<B>> implements GrpcChannelBuilderCustomizer<B> {

	// Optional; it has no resolver
	private static final String IN_PROCESS = "io.grpc.inprocess.";

	private final GrpcGuard grpc;

	private final DiscoveryTargets targets;

	private final @Nullable NameResolverProvider resolver;

	ChannelGuard(GrpcGuard grpc, DiscoveryTargets targets, @Nullable NameResolverProvider resolver) {
		this.grpc = grpc;
		this.targets = targets;
		this.resolver = resolver;
	}

	@Override
	public void customize(String channel, B builder) {
		String target = this.targets.targetInUse(channel);
		boolean discovered = this.resolver != null && ChannelTarget.isDiscovered(target)
				&& !builder.getClass().getName().startsWith(IN_PROCESS);
		if (discovered) {
			discover(channel, builder);
		}
		builder.intercept(new GuardedChannel(this.grpc, channel, ChannelTarget.guarded(channel, target), discovered,
				this.targets.deadline(channel)));
	}

	// Of this channel only: gRPC's registry of resolvers belongs to all applications of a
	// process
	@SuppressWarnings("deprecation")
	private void discover(String channel, B builder) {
		builder.nameResolverFactory(this.resolver);
		if (this.targets.policy(channel) == null) {
			builder.defaultLoadBalancingPolicy(InstanceBalancerProvider.POLICY);
		}
	}

}
