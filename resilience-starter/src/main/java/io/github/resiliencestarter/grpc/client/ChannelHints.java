package io.github.resiliencestarter.grpc.client;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * {@link RuntimeHintsRegistrar} for the properties of channels, which are Spring Boot's
 * and therefore bound by hand, and for the load balancer, which gRPC creates by its name.
 */
final class ChannelHints implements RuntimeHintsRegistrar {

	private static final String PROVIDERS = "META-INF/services/io.grpc.LoadBalancerProvider";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(DiscoveryTargets.Channel.class).registerHints(hints, classLoader);
		hints.reflection().registerType(InstanceBalancerProvider.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
		hints.resources().registerPattern(PROVIDERS);
	}

}
