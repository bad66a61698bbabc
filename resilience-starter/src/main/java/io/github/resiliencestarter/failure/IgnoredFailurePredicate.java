package io.github.resiliencestarter.failure;

import java.util.function.Predicate;

import io.github.resiliencestarter.failure.InstancePredicate.Question;

/**
 * Predicate for {@code ignore-exception-predicate} of Resilience4j's circuit breakers:
 * failures that are not the target's fault. These are 4xx responses other than 408, with
 * any client; calls that a guard within the method has rejected, unless the deadline has
 * expired (if a retry was rejected, the attempt before it decides); and responses that
 * report a failed dependency of the target ({@code X-Failed-Dependency}). For an instance
 * in a registry of the application, a {@link HttpOutcomeClassifier} and
 * {@link VerdictCustomizer}s decide, with the name of the instance as the target.
 */
public final class IgnoredFailurePredicate implements Predicate<Throwable> {

	@Override
	public boolean test(Throwable failure) {
		if (Question.isAsked(failure)) {
			return false;
		}
		Verdict verdict = ThrownFailure.current().judge(failure);
		return verdict == null || !verdict.countsAgainstTarget();
	}

}
