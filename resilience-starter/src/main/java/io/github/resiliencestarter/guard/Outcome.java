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

	}

	/**
	 * The target failed: the circuit breaker counts it.
	 *
	 * @param cause the failure; for a bad answer, an exception that stands for it
	 * @param repeatable whether another attempt can do no harm
	 * @param notBefore the time that the target asks to be left alone, or {@code null}
	 */
	record Failure(Throwable cause, boolean repeatable, @Nullable Duration notBefore) implements Unsuccessful {

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
