package io.github.resiliencestarter.grpc.client;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.resiliencestarter.grpc.client.GrpcClientProperties.Target;
import io.github.resiliencestarter.targets.TargetSettings;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.grpc.client.autoconfigure.GrpcClientDefaultServiceConfigCustomizer;
import org.springframework.core.env.Environment;

/**
 * Settings of methods: which are safe to repeat, and which gRPC itself retries because
 * the service config of the channel says so.
 */
class MethodSettings implements GrpcClientDefaultServiceConfigCustomizer {

	private static final Log logger = LogFactory.getLog(MethodSettings.class);

	private static final String ALL = "*";

	private final TargetSettings<Target> targets;

	private final Map<String, Set<String>> idempotent = new ConcurrentHashMap<>();

	private final Map<String, Set<String>> retriedByGrpc = new ConcurrentHashMap<>();

	MethodSettings(Environment environment, GrpcClientProperties properties) {
		this.targets = new TargetSettings<>(environment, GrpcClientProperties.PREFIX, Target.class,
				properties.targets());
	}

	/**
	 * Returns whether a method is safe to repeat.
	 */
	boolean isIdempotent(String target, MethodDescriptor<?, ?> method, CallOptions options) {
		return method.isIdempotent() || method.isSafe() || options.getOption(GrpcCalls.IDEMPOTENT)
				|| contains(this.idempotent.computeIfAbsent(target, this::idempotentMethods), method);
	}

	private Set<String> idempotentMethods(String target) {
		return this.targets.apply(target, Set.of(), (own, key) -> Set.copyOf(own.idempotentMethods()));
	}

	/**
	 * Returns whether gRPC itself retries or hedges a method.
	 */
	boolean isRetriedByGrpc(String channel, MethodDescriptor<?, ?> method) {
		Set<String> methods = this.retriedByGrpc.get(channel);
		return methods != null && (methods.contains(ALL) || contains(methods, method));
	}

	private static boolean contains(Set<String> methods, MethodDescriptor<?, ?> method) {
		return !methods.isEmpty() && (methods.contains(method.getFullMethodName())
				|| methods.contains(method.getServiceName() + "/" + ALL));
	}

	/**
	 * Reads the service config of a channel, as far as properties and customizers have
	 * set it.
	 */
	@Override
	public void customize(String channel, Map<String, Object> serviceConfig) {
		if (!(serviceConfig.get("methodConfig") instanceof List<?> configs)) {
			return;
		}
		Set<String> methods = ConcurrentHashMap.newKeySet();
		for (Object config : configs) {
			if (config instanceof Map<?, ?> map
					&& (map.containsKey("retryPolicy") || map.containsKey("hedgingPolicy"))) {
				names(map).forEach(methods::add);
			}
		}
		if (!methods.isEmpty() && this.retriedByGrpc.put(channel, methods) == null) {
			logger.info("Service config of gRPC channel '" + channel + "' has its own retries for " + methods
					+ "; the guard does not retry these methods");
		}
	}

	private static Stream<String> names(Map<?, ?> config) {
		List<?> names = (config.get("name") instanceof List<?> list) ? list : List.of();
		return names.stream().map((name) -> {
			Map<?, ?> parts = (name instanceof Map<?, ?> map) ? map : Map.of();
			Object service = parts.get("service");
			Object method = parts.get("method");
			if (service == null || service.toString().isEmpty()) {
				return ALL;
			}
			return service + "/" + ((method != null && !method.toString().isEmpty()) ? method : ALL);
		});
	}

}
