package io.github.resiliencestarter.fallback;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import feign.Target;

import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.ConfigBuilder;

/**
 * Factory of the circuit breakers that Spring Cloud puts around each method of a Feign
 * client. Where the target of the client has a circuit breaker already, it only runs the
 * fallback. Exceptions stay those of Spring Cloud.
 */
final class FeignCircuitBreakerFactory extends CircuitBreakerFactory<Object, ConfigBuilder<Object>> {

	private static final CircuitBreaker FALLBACK_ONLY = new FeignFallback();

	// One entry for each method of a client
	private final Map<String, String> targets = new ConcurrentHashMap<>();

	private final Supplier<CircuitBreakerFactory<?, ?>> springCloud;

	private final Predicate<String> guarded;

	private final Predicate<String> configured;

	/**
	 * Create a factory.
	 * @param springCloud supplies the factory of the application
	 * @param guarded tests whether calls to a target are guarded
	 * @param configured tests whether the user has configured the circuit breaker of a
	 * name
	 */
	FeignCircuitBreakerFactory(Supplier<CircuitBreakerFactory<?, ?>> springCloud, Predicate<String> guarded,
			Predicate<String> configured) {
		this.springCloud = springCloud;
		this.guarded = guarded;
		this.configured = configured;
	}

	/**
	 * Record the target whose calls a circuit breaker is for.
	 * @param id the name of the circuit breaker
	 * @param target the target of the client
	 */
	void named(String id, Target<?> target) {
		this.targets.putIfAbsent(id, nameOf(target));
	}

	// The name of the client, unless that is a URL
	private static String nameOf(Target<?> target) {
		String name = target.name();
		if (name.indexOf('/') < 0 && name.indexOf(':') < 0) {
			return name;
		}
		String host = URI.create(target.url()).getHost();
		return (host != null) ? host : name;
	}

	@Override
	public CircuitBreaker create(String id) {
		return isFallbackOnly(id) ? FALLBACK_ONLY : this.springCloud.get().create(id);
	}

	@Override
	public CircuitBreaker create(String id, String groupName) {
		return isFallbackOnly(id) ? FALLBACK_ONLY : this.springCloud.get().create(id, groupName);
	}

	private boolean isFallbackOnly(String id) {
		String target = this.targets.get(id);
		return target != null && this.guarded.test(target) && !this.configured.test(id);
	}

	@Override
	protected ConfigBuilder<Object> configBuilder(String id) {
		return Object::new;
	}

	@Override
	public void configureDefault(Function<String, Object> defaultConfiguration) {
		// There is nothing to configure
	}

	/**
	 * Runs the fallback of a failed call.
	 */
	private static final class FeignFallback implements CircuitBreaker {

		@Override
		public <T> T run(Supplier<T> toRun, Function<Throwable, T> fallback) {
			try {
				return toRun.get();
			}
			catch (RuntimeException ex) {
				return fallback.apply(ex);
			}
		}

	}

}
