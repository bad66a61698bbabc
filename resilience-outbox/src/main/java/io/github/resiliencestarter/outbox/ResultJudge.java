package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.RejectedCall;
import io.github.resiliencestarter.failure.Verdict;

/**
 * Judge of deliveries. What a failure means is the verdict of the starter.
 */
class ResultJudge {

	private static final int DEEPEST = 8;

	private static final Duration THROTTLED_PAUSE = Duration.ofSeconds(1);

	private final HttpJudge judge;

	ResultJudge(HttpJudge judge) {
		this.judge = judge;
	}

	/**
	 * Judges a failure.
	 * @param target the target
	 * @param thrown the failure
	 * @return the result
	 */
	Result judge(String target, Throwable thrown) {
		Throwable failure = unwrap(thrown);
		if (failure instanceof UndeliverableException) {
			return new Result((failure instanceof NotHereException) ? Result.Kind.NOT_HERE : Result.Kind.UNDELIVERABLE,
					null, failure);
		}
		if (isRejection(failure)) {
			Throwable lastAttempt = failure.getCause();
			return (lastAttempt != null) ? judge(target, lastAttempt) : new Result(Result.Kind.REJECTED, null, failure);
		}
		Verdict verdict = this.judge.ofThrown(target, failure);
		if (verdict == null) {
			return Result.DELIVERED;
		}
		if (verdict.blame() == Verdict.Blame.NOBODY) {
			Duration pause = (verdict.retryAfter() != null) ? verdict.retryAfter() : THROTTLED_PAUSE;
			return new Result(Result.Kind.REJECTED, pause, failure);
		}
		if (verdict.equals(Verdict.failure()) && isLocal(target, failure)) {
			return new Result(Result.Kind.LOCAL, null, failure);
		}
		return new Result((verdict.blame() == Verdict.Blame.CALLER) ? Result.Kind.WRONG : Result.Kind.FAILED,
				verdict.retryAfter(), failure);
	}

	// An exception of a method says nothing unless it comes from a connection
	private boolean isLocal(String target, Throwable failure) {
		Verdict visit = this.judge.ofVisit(AttemptedRequest.to(target), failure);
		return visit != null && visit.blame() == Verdict.Blame.NOBODY;
	}

	private static boolean isRejection(Throwable failure) {
		return failure instanceof RejectedCall || failure instanceof CallNotPermittedException
				|| failure instanceof BulkheadFullException || failure instanceof RequestNotPermitted;
	}

	private static Throwable unwrap(Throwable thrown) {
		Throwable failure = thrown;
		for (int depth = 0; depth < DEEPEST; depth++) {
			Throwable cause = (failure instanceof CompletionException || failure instanceof ExecutionException)
					? failure.getCause() : null;
			if (cause == null) {
				break;
			}
			failure = cause;
		}
		return RejectedCall.unwrap(failure);
	}

}
