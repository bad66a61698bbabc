package io.github.resiliencestarter.grpc.client;

import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;

/**
 * Customizer that guards the calls of each channel, and lets it use discovery.
 *
 * @param <B> the type of the builder
 */
class ChannelGuard<B extends ManagedChannelBuilder<B>> implements GrpcChannelBuilderCustomizer<B> {

	private static final Log logger = LogFactory.getLog(ChannelGuard.class);

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
		boolean inProcess = builder.getClass().getName().startsWith(IN_PROCESS);
		boolean discovered = this.resolver != null && ChannelTarget.isDiscovered(target) && !inProcess;
		if (discovered) {
			discover(channel, builder);
		}
		else if (!inProcess) {
			checkScheme(channel, target);
		}
		builder.intercept(new GuardedChannel(this.grpc, channel, ChannelTarget.guarded(channel, target), discovered,
				this.targets.deadline(channel)));
	}

	// Not an error: a customizer of the user may have set a resolver. If not, gRPC fails
	private static void checkScheme(String channel, String target) {
		String scheme = ChannelTarget.schemeOf(target);
		if (scheme != null && NameResolverRegistry.getDefaultRegistry().getProviderForScheme(scheme) == null) {
			String name = channel.equals(target) ? "a gRPC channel"
					: "gRPC channel '" + channel + "' (" + DiscoveryTargets.CHANNELS + "." + channel + ".target)";
			logger.warn("Target '" + target + "' of " + name + " has the unknown scheme '" + scheme + "'; write "
					+ ChannelTarget.discovered("<service>") + ", static://<host>:<port> or dns:///<host>:<port>");
		}
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
