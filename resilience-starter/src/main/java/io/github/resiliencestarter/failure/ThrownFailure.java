package io.github.resiliencestarter.failure;

import java.time.InstantSource;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resiliencestarter.failure.Verdict.Blame;
import org.jspecify.annotations.Nullable;

/**
 * Judge of the exceptions of methods, for Resilience4j's annotations and other code that
 * sees only the exception.
 */
final class ThrownFailure {

	private static final HttpJudge JUDGE = new HttpJudge(HttpOutcomeClassifier.standard(), InstantSource.system());

	private static final Verdict FAILED = new Verdict(Blame.TARGET, true, true, null);

	private ThrownFailure() {
	}

	static Verdict judge(@Nullable Throwable thrown) {
		if (thrown == null) {
			return FAILED;
		}
		Throwable failure = FailedResponse.unwrap(thrown);
		if (failure instanceof RejectedCall rejected) {
			return judge(rejected, failure.getCause());
		}
		if (isRejection(failure)) {
			// Counted by circuit breakers, as in Resilience4j
			return new Verdict(Blame.TARGET, false, false, null);
		}
		FailedResponse response = FailedResponse.of(failure);
		Verdict verdict = (response != null) ? JUDGE.ofResponse("", response.status(), response.headers(), true) : null;
		return (verdict != null) ? verdict : FAILED;
	}

	// An expired deadline is a failure of the target that used up the time. If a retry
	// was rejected, the attempt before it decides
	private static Verdict judge(RejectedCall rejected, @Nullable Throwable lastAttempt) {
		if (rejected.isOutOfTime()) {
			return new Verdict(Blame.TARGET, lastAttempt != null, false, null);
		}
		Blame blame = (lastAttempt != null) ? judge(lastAttempt).blame() : Blame.NOBODY;
		return new Verdict(blame, lastAttempt != null, false, null);
	}

	private static boolean isRejection(Throwable failure) {
		return failure instanceof CallNotPermittedException || failure instanceof BulkheadFullException
				|| failure instanceof RequestNotPermitted;
	}

}
