package io.github.resiliencestarter.failure;

import java.util.function.Predicate;

/**
 * Predicate for {@code retry-exception-predicate} of Resilience4j's retries: every
 * failure but those that another attempt cannot mend. These are responses of 4xx but 408
 * and a 429 that says when ({@code Retry-After}), with whichever client, and rejections
 * (circuit breaker open, bulkhead full, rate exceeded, by the guard of a client).
 */
public final class RetryableFailurePredicate implements Predicate<Throwable> {

	@Override
	public boolean test(Throwable failure) {
		return ThrownFailure.judge(failure).repeatable();
	}

}
