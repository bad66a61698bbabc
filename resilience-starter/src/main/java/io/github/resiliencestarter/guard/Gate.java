package io.github.resiliencestarter.guard;

import org.jspecify.annotations.Nullable;

/**
 * Part of a guard that each attempt enters before it begins and leaves when it has ended.
 * One gate serves all calls to a target; what it knows about one attempt is in the
 * {@link Passage}. {@link Gates} ensures that a gate that was entered is left exactly
 * once.
 */
interface Gate {

	/**
	 * Enters this gate.
	 * @param passage the passage of the attempt
	 * @return the rejection, or {@code null} if the attempt may proceed
	 */
	@Nullable Rejection enter(Passage passage);

	/**
	 * Leaves this gate.
	 * @param passage the passage of the attempt
	 * @param outcome what the attempt says about the target; {@link Outcome#UNRELATED} if
	 * another gate has rejected it
	 */
	void leave(Passage passage, Outcome outcome);

	/**
	 * Returns whether an attempt stays within this gate until its result has been
	 * consumed or discarded, rather than until its outcome is known.
	 * @return whether it stays that long
	 */
	default boolean isHeldUntilOver() {
		return false;
	}

	/**
	 * Returns the kind of the Resilience4j instance behind this gate. An annotation may
	 * have put the same one around the call.
	 * @return the kind, or {@code null} if there is no such instance
	 */
	default Enclosing.@Nullable Kind kind() {
		return null;
	}

}
