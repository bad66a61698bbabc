package io.github.resiliencestarter.failure;

import java.util.function.Predicate;

import io.github.resiliencestarter.failure.InstancePredicate.Question;

/**
 * Predicate for {@code retry-exception-predicate} of Resilience4j's retries: every
 * failure except those that another attempt cannot fix. These are 4xx responses, with any
 * client, other than 408 and a 429 with {@code Retry-After}; and rejections (circuit
 * breaker open, bulkhead full, rate exceeded, by the guard of a client). For an instance
 * in a registry of the application, a {@link HttpOutcomeClassifier} and
 * {@link VerdictCustomizer}s decide, with the name of the instance as the target.
 */
public final class RetryableFailurePredicate implements Predicate<Throwable> {

	@Override
	public boolean test(Throwable failure) {
		if (Question.isAsked(failure)) {
			return true;
		}
		Verdict verdict = ThrownFailure.current().judge(failure);
		return verdict != null && verdict.repeatable();
	}

}
