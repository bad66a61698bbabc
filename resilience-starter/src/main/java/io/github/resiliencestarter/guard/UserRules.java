package io.github.resiliencestarter.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resiliencestarter.guard.Outcome.Failure;
import io.github.resiliencestarter.guard.Outcome.Success;
import io.github.resiliencestarter.guard.Outcome.Throttled;
import io.github.resiliencestarter.guard.Outcome.Unrelated;
import io.github.resiliencestarter.guard.Outcome.Unsuccessful;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Rules for exceptions and results from the user's Resilience4j configuration, applied to
 * the outcome of an attempt. An exception that they list is recorded or retried
 * regardless of our verdict. They see the exception that the caller would get and, if
 * that is not listed, its cause.
 */
final class UserRules {

	private static final Log logger = LogFactory.getLog(UserRules.class);

	private static final Predicate<Throwable> RECORD_ALL = CircuitBreakerConfig.ofDefaults()
		.getRecordExceptionPredicate();

	private final String target;

	private final AtomicBoolean logged = new AtomicBoolean();

	UserRules(String target) {
		this.target = target;
	}

	/**
	 * Returns the outcome for the circuit breaker.
	 */
	Outcome counted(Outcome outcome, @Nullable CircuitBreaker breaker) {
		if (breaker == null || outcome == Outcome.SUCCESS || outcome instanceof Failure || !isRecordingSet(breaker)) {
			return outcome;
		}
		Failure failure = failureOf(outcome);
		return (failure != null && known(failure.cause(), (cause) -> isRecorded(breaker, cause)) != null) ? failure
				: outcome;
	}

	/**
	 * Returns the outcome for the retry.
	 */
	Outcome retried(Outcome outcome, @Nullable Retry retry) {
		if (retry == null || outcome == Outcome.SUCCESS) {
			return outcome;
		}
		Predicate<Throwable> rule = retry.getRetryConfig().getExceptionPredicate();
		boolean listed = !test(rule, new Unlisted());
		Failure failure = (listed || outcome instanceof Failure) ? failureOf(outcome) : null;
		if (failure == null) {
			return outcome;
		}
		Throwable known = known(failure.cause(), (cause) -> yields(rule, cause, listed));
		if (known != null) {
			return failure.with(known);
		}
		return isFailing(rule, failure.cause()) ? Outcome.UNRELATED : outcome;
	}

	// A rule that fails neither lists nor excludes
	private boolean yields(Predicate<Throwable> rule, Throwable failure, boolean expected) {
		try {
			return rule.test(failure) == expected;
		}
		catch (RuntimeException ex) {
			log(ex);
			return false;
		}
	}

	private boolean isFailing(Predicate<Throwable> rule, Throwable failure) {
		try {
			boolean unused = rule.test(failure);
			return false;
		}
		catch (RuntimeException ex) {
			log(ex);
			return true;
		}
	}

	/**
	 * Records a failure in a circuit breaker.
	 */
	void tellFailure(CircuitBreaker breaker, long nanos, Throwable failure) {
		Throwable recorded = known(failure, (cause) -> isRecorded(breaker, cause));
		Throwable ignored = known(failure, (cause) -> test(ignored(breaker), cause));
		Throwable shown = (ignored != null) ? ignored : (recorded != null) ? recorded : failure;
		try {
			breaker.onError(nanos, TimeUnit.NANOSECONDS, shown);
		}
		catch (RuntimeException ex) {
			log(ex);
			breaker.releasePermission();
		}
	}

	/**
	 * Records a result in a circuit breaker. A rule for the results of annotated methods
	 * does not match that of a client, which is its response.
	 */
	void tellResult(CircuitBreaker breaker, long nanos, @Nullable Object result) {
		if (result != null && test(breaker.getCircuitBreakerConfig().getRecordResultPredicate(), result)) {
			breaker.onResult(nanos, TimeUnit.NANOSECONDS, result);
		}
		else {
			breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
		}
	}

	private static @Nullable Failure failureOf(Outcome outcome) {
		if (outcome instanceof Failure failure) {
			return failure;
		}
		if (outcome instanceof Success success) {
			return (success.rejection() != null) ? success.rejection().get() : null;
		}
		if (outcome instanceof Unrelated unrelated) {
			return (unrelated.cause() != null) ? new Failure(unrelated.cause(), unrelated.repeatable(), null) : null;
		}
		if (outcome instanceof Throttled throttled) {
			return new Failure(throttled.cause(), throttled.safe(), throttled.notBefore());
		}
		return (outcome instanceof Unsuccessful unsuccessful)
				? new Failure(unsuccessful.cause(), unsuccessful.repeatable(), unsuccessful.notBefore()) : null;
	}

	private boolean isRecorded(CircuitBreaker breaker, Throwable failure) {
		return test(breaker.getCircuitBreakerConfig().getRecordExceptionPredicate(), failure)
				&& !test(ignored(breaker), failure);
	}

	private boolean isRecordingSet(CircuitBreaker breaker) {
		CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
		Predicate<Throwable> rule = config.getRecordExceptionPredicate();
		return rule != RECORD_ALL && !(config.isIgnoreExceptionsPrecedenceEnabled() && test(rule, new Unlisted()));
	}

	private static Predicate<Throwable> ignored(CircuitBreaker breaker) {
		return breaker.getCircuitBreakerConfig().getIgnoreExceptionPredicate();
	}

	private static @Nullable Throwable known(Throwable failure, Predicate<Throwable> rule) {
		if (rule.test(failure)) {
			return failure;
		}
		Throwable cause = failure.getCause();
		return (cause != null && rule.test(cause)) ? cause : null;
	}

	private <V> boolean test(Predicate<V> rule, V value) {
		try {
			return rule.test(value);
		}
		catch (RuntimeException ex) {
			log(ex);
			return false;
		}
	}

	private void log(RuntimeException ex) {
		if (this.logged.compareAndSet(false, true)) {
			logger.warn("A predicate in the Resilience4j configuration of '" + this.target
					+ "' failed on a client's response or exception, which it does not match; further failures are not logged",
					ex);
		}
	}

	/**
	 * Exception that no rule lists: a rule that matches it matches everything that it
	 * does not exclude.
	 */
	private static final class Unlisted extends Throwable {

		@java.io.Serial
		private static final long serialVersionUID = 1L;

		Unlisted() {
			super("unlisted", null, false, false);
		}

	}

}
