package io.github.resiliencestarter.defaults;

import java.util.function.Predicate;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.retry.RetryConfig;

/**
 * Detector of the exceptions that a user's customizer sets, by letting it customize a
 * configuration of our own.
 */
final class CustomizedFailures {

	private static final Predicate<Throwable> UNTOUCHED = Predicate.isEqual(new Unlisted());

	private CustomizedFailures() {
	}

	/**
	 * Returns whether a customizer sets the exceptions that a circuit breaker records.
	 */
	static boolean records(CircuitBreakerConfigCustomizer customizer) {
		try {
			CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.custom().recordException(UNTOUCHED);
			customizer.customize(builder);
			return builder.build().getRecordExceptionPredicate() != UNTOUCHED;
		}
		catch (RuntimeException ex) {
			// The customizer fails in Resilience4j too, which reports it
			return false;
		}
	}

	/**
	 * Returns whether a customizer sets the exceptions that are retried: it then excludes
	 * an exception that cannot be listed.
	 */
	static boolean lists(RetryConfigCustomizer customizer) {
		try {
			RetryConfig.Builder<Object> builder = RetryConfig.custom();
			customizer.customize(builder);
			return !builder.build().getExceptionPredicate().test(new Unlisted());
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Exception that only a list of {@link Throwable} contains.
	 */
	private static final class Unlisted extends Throwable {

		private static final long serialVersionUID = 1L;

	}

}
