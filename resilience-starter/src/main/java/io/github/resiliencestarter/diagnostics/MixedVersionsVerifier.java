package io.github.resiliencestarter.diagnostics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

import org.jspecify.annotations.Nullable;

/**
 * Verifier that all modules of Resilience4j have the same version. Spring Cloud's BOM
 * manages an older one than our jar. Without this check, the startup or a call would fail
 * with a {@link NoSuchMethodError}.
 */
final class MixedVersionsVerifier implements EnvironmentPostProcessor, Ordered {

	/**
	 * One class of each module that our jar depends on.
	 */
	private static final Map<String, String> MODULES = modules();

	private final Map<String, String> modules;

	MixedVersionsVerifier() {
		this(MODULES);
	}

	MixedVersionsVerifier(Map<String, String> modules) {
		this.modules = modules;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!environment.getProperty("resilience.enabled", Boolean.class, true)) {
			return;
		}
		Map<String, String> versions = versions();
		if (new LinkedHashSet<>(versions.values()).size() > 1) {
			throw new MixedVersionsException(versions);
		}
	}

	/**
	 * Return the version of each module that is on the classpath.
	 * @return versions by module
	 */
	Map<String, String> versions() {
		Map<String, String> versions = new LinkedHashMap<>();
		this.modules.forEach((module, className) -> {
			String version = versionOf(className);
			if (version != null) {
				versions.put(module, version);
			}
		});
		return versions;
	}

	private @Nullable String versionOf(String className) {
		try {
			Class<?> type = Class.forName(className, false, ClassUtils.getDefaultClassLoader());
			return type.getPackage().getImplementationVersion();
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	private static Map<String, String> modules() {
		String base = "io.github.resilience4j.";
		Map<String, String> modules = new LinkedHashMap<>();
		modules.put("resilience4j-spring-boot4",
				base + "springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration");
		modules.put("resilience4j-spring6", base + "spring6.fallback.FallbackExecutor");
		modules.put("resilience4j-annotations", base + "circuitbreaker.annotation.CircuitBreaker");
		modules.put("resilience4j-framework-common", base + "common.CompositeCustomizer");
		modules.put("resilience4j-micrometer", base + "micrometer.tagged.TagNames");
		modules.put("resilience4j-core", base + "core.Registry");
		modules.put("resilience4j-consumer", base + "consumer.EventConsumerRegistry");
		modules.put("resilience4j-circularbuffer", base + "circularbuffer.CircularFifoBuffer");
		modules.put("resilience4j-circuitbreaker", base + "circuitbreaker.CircuitBreaker");
		modules.put("resilience4j-retry", base + "retry.Retry");
		modules.put("resilience4j-bulkhead", base + "bulkhead.Bulkhead");
		modules.put("resilience4j-ratelimiter", base + "ratelimiter.RateLimiter");
		modules.put("resilience4j-timelimiter", base + "timelimiter.TimeLimiter");
		return Collections.unmodifiableMap(modules);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
