package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Outcome of an attempt: what it says about the target, and whether another attempt may
 * follow.
 */
public sealed interface Outcome {

	/**
	 * The target did its job.
	 */
	Outcome SUCCESS = new Success();

	/**
	 * The attempt failed in the caller's own code and says nothing about the target.
	 */
	Outcome UNRELATED = new Unrelated(null, false);

	/**
	 * The target did its job, even if it rejected the request as invalid.
	 *
	 * @param rejection supplies the failure that the caller sees if the target rejected
	 * the request, or {@code null}; it counts only if the user's configuration lists it
	 */
	record Success(@Nullable Supplier<Failure> rejection) implements Outcome {

		Success() {
			this(null);
		}

	}

	/**
	 * The target did not do its job; another attempt may succeed.
	 */
	sealed interface Unsuccessful extends Outcome {

		/**
		 * Returns the failure; for a bad response, the exception that represents it.
		 * @return the failure
		 */
		Throwable cause();

		/**
		 * Returns whether another attempt is safe.
		 * @return whether it can be repeated
		 */
		boolean repeatable();

		/**
		 * Returns the time that the target asks callers to wait.
		 * @return the time, or {@code null} if there is none
		 */
		@Nullable Duration notBefore();

		/**
		 * Returns when another attempt may begin, and what it costs.
		 * @return the timing and cost
		 */
		default NextAttempt next() {
			return NextAttempt.LATER;
		}

	}

	/**
	 * Timing and cost of another attempt.
	 */
	enum NextAttempt {

		/**
		 * It waits for the backoff and spends retry budget.
		 */
		LATER,

		/**
		 * It goes to another place, which needs no time to recover: it begins immediately
		 * and spends retry budget.
		 */
		AT_ONCE,

		/**
		 * It goes to another place, and the failed attempt cost the target nothing: it
		 * begins immediately and spends no retry budget.
		 */
		FOR_FREE

	}

	/**
	 * The target failed: the circuit breaker counts it.
	 *
	 * @param cause the failure; for a bad response, the exception that represents it
	 * @param repeatable whether another attempt is safe
	 * @param notBefore the time that the target asks callers to wait, or {@code null}
	 * @param next the timing and cost of another attempt
	 */
	record Failure(Throwable cause, boolean repeatable, @Nullable Duration notBefore,
			NextAttempt next) implements Unsuccessful {

		public Failure(Throwable cause, boolean repeatable, @Nullable Duration notBefore) {
			this(cause, repeatable, notBefore, NextAttempt.LATER);
		}

		/**
		 * Returns the same failure with another timing and cost of the next attempt.
		 * @param next the timing and cost of another attempt
		 * @return the failure
		 */
		public Failure with(NextAttempt next) {
			return new Failure(this.cause, this.repeatable, this.notBefore, next);
		}

		Failure with(Throwable cause) {
			return new Failure(cause, this.repeatable, this.notBefore, this.next);
		}

	}

	/**
	 * A service that the target depends on failed: the circuit breaker counts it neither
	 * as success nor as failure.
	 *
	 * @param cause the exception that the caller gets for the response
	 * @param repeatable whether another attempt is safe
	 * @param notBefore the time that the target asks callers to wait, or {@code null}
	 */
	record DependencyFailure(Throwable cause, boolean repeatable,
			@Nullable Duration notBefore) implements Unsuccessful {

	}

	/**
	 * The target is healthy but wants fewer calls: the circuit breaker counts it neither
	 * as success nor as failure.
	 *
	 * @param cause the exception that the caller gets for the response
	 * @param safe whether another attempt is safe
	 * @param notBefore the time that the target asks callers to wait, or {@code null}
	 */
	record Throttled(Throwable cause, boolean safe, @Nullable Duration notBefore) implements Unsuccessful {

		/**
		 * Returns whether another attempt is safe and the target says when.
		 */
		@Override
		public boolean repeatable() {
			return this.safe && this.notBefore != null;
		}

	}

	/**
	 * The attempt failed in the caller's own code, or because of another call within it,
	 * and says nothing about the target.
	 *
	 * @param cause the failure if the user's configuration may list it, or {@code null}
	 * @param repeatable whether another attempt is safe
	 */
	record Unrelated(@Nullable Throwable cause, boolean repeatable) implements Outcome {

	}

}
