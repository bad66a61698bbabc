package io.github.resiliencestarter.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Failures of one call that the breaker has not been told yet, because another place may
 * make them good: then they do not count against the target. They keep their permissions
 * until then.
 */
final class HeldFailures {

	private final List<Held> failures = new ArrayList<>(2);

	/**
	 * Hold a failure.
	 * @param place where it was
	 * @param count what tells the breaker, {@code true} to count it
	 */
	void add(Place place, Consumer<Boolean> count) {
		this.failures.add(new Held(place, count));
	}

	/**
	 * Let go of them at the end of the call.
	 * @param madeGood where the call has succeeded, or {@code null} if it has not
	 */
	void release(@Nullable Place madeGood) {
		for (Held held : this.failures) {
			Place place = held.place();
			boolean local = madeGood != null && !madeGood.name().equals(place.name()) && place.isAtFault();
			held.count().accept(!local);
		}
		this.failures.clear();
	}

	/**
	 * One failure.
	 *
	 * @param place where it was
	 * @param count what tells the breaker
	 */
	private record Held(Place place, Consumer<Boolean> count) {

	}

}
