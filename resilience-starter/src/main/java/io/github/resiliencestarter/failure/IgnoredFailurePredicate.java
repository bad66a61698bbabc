package io.github.resiliencestarter.failure;

import java.util.function.Predicate;

/**
 * Predicate for {@code ignore-exception-predicate} of Resilience4j's circuit breakers:
 * failures that are not the target's fault. These are responses of 4xx but 408, with
 * whichever client, calls that a guard within the method has rejected (unless the time
 * has run out; if it rejected a retry, the attempt before it decides), and responses that
 * say that a service has failed on which the target depends
 * ({@code X-Failed-Dependency}).
 */
public final class IgnoredFailurePredicate implements Predicate<Throwable> {

	@Override
	public boolean test(Throwable failure) {
		return !ThrownFailure.judge(failure).countsAgainstTarget();
	}

}
