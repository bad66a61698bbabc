package io.github.resiliencestarter.guard;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt says about its target, and what may follow from it.
 */
public sealed interface Outcome {

	/**
	 * The target did its job, also if its answer is a no.
	 */
	Outcome SUCCESS = new Success();

	/**
	 * The attempt failed in the caller's own code and says nothing about the target.
	 */
	Outcome UNRELATED = new Unrelated();

	/**
	 * The target did its job, also if its answer is a no.
	 */
	record Success() implements Outcome {

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

	}

	/**
	 * The target is well but wants fewer calls: not counted by the circuit breaker.
	 *
	 * @param cause an exception that stands for the answer
	 * @param repeatable whether another attempt can do no harm
	 * @param notBefore the time that the target asks to be left alone, or {@code null}
	 */
	record Throttled(Throwable cause, boolean repeatable, @Nullable Duration notBefore) implements Unsuccessful {

	}

	/**
	 * The attempt failed in the caller's own code and says nothing about the target.
	 */
	record Unrelated() implements Outcome {

	}

}
