package io.github.resiliencestarter.grpc.client;

import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.targets.TargetSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Guarded gRPC calls to other services.
 *
 * @param enabled Whether calls through gRPC channels of Spring are protected, and
 * channels find services through discovery.
 * @param targets Settings of single targets, by name: idempotent-methods lists the
 * methods that are safe to repeat although their definition does not say so, such as
 * inventory.v1.Inventory/Reserve or inventory.v1.Inventory/*.
 */
@ConfigurationProperties(GrpcClientProperties.PREFIX)
record GrpcClientProperties(@DefaultValue("true") boolean enabled, @DefaultValue Map<String, Target> targets) {

	static final String PREFIX = "resilience.grpc.client";

	GrpcClientProperties {
		targets = Map.copyOf(targets);
		targets.forEach((name, target) -> target.check(TargetSettings.key(PREFIX, name)));
	}

	/**
	 * Settings of one target.
	 *
	 * @param idempotentMethods Methods that are safe to repeat although their definition
	 * does not say so, such as inventory.v1.Inventory/Reserve, or all of a service, such
	 * as inventory.v1.Inventory/*.
	 */
	record Target(@DefaultValue List<String> idempotentMethods) {

		Target {
			idempotentMethods = List.copyOf(idempotentMethods);
		}

		private void check(String prefix) {
			for (String method : this.idempotentMethods) {
				int slash = method.indexOf('/');
				if (slash <= 0 || slash != method.lastIndexOf('/') || slash == method.length() - 1) {
					throw new InvalidConfigurationPropertyValueException(prefix + ".idempotent-methods", method,
							"must be <service>/<method> or <service>/*, with the full name of the service");
				}
			}
		}

	}

}
