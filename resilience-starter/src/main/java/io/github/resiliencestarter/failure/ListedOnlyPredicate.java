package io.github.resiliencestarter.failure;

import java.util.function.Predicate;

/**
 * Predicate that replaces an inherited {@link RetryableFailurePredicate} where the user
 * lists exceptions: it adds none to the list. Public because Resilience4j creates it by
 * its class.
 */
public final class ListedOnlyPredicate implements Predicate<Throwable> {

	@Override
	public boolean test(Throwable failure) {
		return false;
	}

}
