package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt says about its target, and what may follow from it.
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
	 * The target did its job, also if it rejected the request as wrong.
	 *
	 * @param rejection creates the failure that a rejected request is to the caller, or
	 * {@code null}; it counts only if the user's configuration names it
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
		 * Return the failure; for a bad answer, an exception that stands for it.
		 * @return the failure
		 */
		Throwable cause();

		/**
		 * Return whether another attempt can do no harm.
		 * @return whether it can be repeated
		 */
		boolean repeatable();

		/**
		 * Return the time that the target asks to be left alone.
		 * @return the time, or {@code null} if it asks for none
		 */
		@Nullable Duration notBefore();

		/**
		 * Return what another attempt has to wait for, and what it costs.
		 * @return the way to it
		 */
		default NextAttempt next() {
			return NextAttempt.LATER;
		}

	}

	/**
	 * What another attempt has to wait for, and what it costs.
	 */
	enum NextAttempt {

		/**
		 * It waits for the backoff and spends retry budget.
		 */
		LATER,

		/**
		 * It goes to another place, which needs no time to recover: it begins at once,
		 * and spends retry budget.
		 */
		AT_ONCE,

		/**
		 * It goes to another place, and the failed one has cost the target nothing: it
		 * begins at once and spends no retry budget.
		 */
		FOR_FREE

	}

	/**
	 * The target failed: the circuit breaker counts it.
	 *
	 * @param cause the failure; for a bad answer, an exception that stands for it
	 * @param repeatable whether another attempt can do no harm
	 * @param notBefore the time that the target asks to be left alone, or {@code null}
	 * @param next what another attempt has to wait for, and what it costs
	 */
	record Failure(Throwable cause, boolean repeatable, @Nullable Duration notBefore,
			NextAttempt next) implements Unsuccessful {

		public Failure(Throwable cause, boolean repeatable, @Nullable Duration notBefore) {
			this(cause, repeatable, notBefore, NextAttempt.LATER);
		}

		/**
		 * Return the same failure with another way to the next attempt.
		 * @param next what another attempt has to wait for, and what it costs
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
	 * @param repeatable whether another attempt does no harm
	 * @param notBefore the time that the target asks to be left alone, or {@code null}
	 */
	record DependencyFailure(Throwable cause, boolean repeatable,
			@Nullable Duration notBefore) implements Unsuccessful {

	}

	/**
	 * The target is well but wants fewer calls: the circuit breaker counts it neither as
	 * success nor as failure.
	 *
	 * @param cause the exception that the caller gets for the response
	 * @param safe whether another attempt does no harm
	 * @param notBefore the time that the target asks to be left alone, or {@code null}
	 */
	record Throttled(Throwable cause, boolean safe, @Nullable Duration notBefore) implements Unsuccessful {

		/**
		 * Return whether another attempt does no harm and the target says when.
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
	 * @param cause the failure if the user's configuration may name it, or {@code null}
	 * @param repeatable whether another attempt does no harm
	 */
	record Unrelated(@Nullable Throwable cause, boolean repeatable) implements Outcome {

	}

}
