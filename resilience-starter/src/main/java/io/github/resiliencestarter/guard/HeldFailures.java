package io.github.resiliencestarter.guard;

import java.util.ArrayList;
import java.util.List;

import io.github.resiliencestarter.failure.Place;
import org.jspecify.annotations.Nullable;

/**
 * Failures of one call that have not been recorded in the circuit breaker yet. They do
 * not count against the target if the call succeeds in another place. They hold their
 * permissions until the end of the call.
 */
final class HeldFailures {

	private final List<Held> failures = new ArrayList<>(2);

	/**
	 * Holds a failure.
	 * @param place the place where it occurred
	 * @param failure the failure
	 */
	void add(Place place, Failure failure) {
		this.failures.add(new Held(place, failure));
	}

	/**
	 * Releases the failures at the end of the call.
	 * @param madeGood the place where the call has succeeded, or {@code null} if it has
	 * not
	 */
	void release(@Nullable Place madeGood) {
		for (Held held : this.failures) {
			Place place = held.place();
			boolean local = madeGood != null && !madeGood.name().equals(place.name()) && place.isAtFault();
			held.failure().release(!local);
		}
		this.failures.clear();
	}

	/**
	 * Failure whose recording can be delayed.
	 */
	@FunctionalInterface
	interface Failure {

		/**
		 * Records the failure in the circuit breaker.
		 * @param counts whether it counts against the target
		 */
		void release(boolean counts);

	}

	/**
	 * Failure and the place where it occurred.
	 *
	 * @param place the place
	 * @param failure the failure
	 */
	private record Held(Place place, Failure failure) {

	}

}
