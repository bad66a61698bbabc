package io.github.resiliencestarter.failure;

import java.util.function.Predicate;

/**
 * Predicate for {@code retry-exception-predicate} of Resilience4j's retries: every
 * failure except those that another attempt cannot fix. These are 4xx responses, with any
 * client, other than 408 and a 429 with {@code Retry-After}; and rejections (circuit
 * breaker open, bulkhead full, rate exceeded, by the guard of a client).
 */
public final class RetryableFailurePredicate implements Predicate<Throwable> {

	@Override
	public boolean test(Throwable failure) {
		return ThrownFailure.judge(failure).repeatable();
	}

}
