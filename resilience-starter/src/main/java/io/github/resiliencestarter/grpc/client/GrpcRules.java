package io.github.resiliencestarter.grpc.client;

import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.RpcFailure;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.Verdict.Blame;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.Outcome.NextAttempt;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.github.resiliencestarter.loadbalancing.Visit;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Rules that turn verdicts on gRPC calls into outcomes for the guard.
 */
class GrpcRules {

	private final HttpJudge judge;

	GrpcRules(HttpJudge judge) {
		this.judge = judge;
	}

	/**
	 * Returns the outcome for the failure of an attempt.
	 * @param request the request
	 * @param error the failure
	 * @param tried the instances that the call has tried, or {@code null} if the channel
	 * does not use discovery
	 * @return the outcome
	 */
	Outcome outcomeOf(AttemptedRequest request, Throwable error, @Nullable TriedInstances tried) {
		Verdict verdict = this.judge.ofRpc(request, error);
		if (verdict == null) {
			return new Outcome.Success(() -> new Outcome.Failure(error, false, null));
		}
		boolean safe = verdict.isSafeToRepeat(request);
		return switch (verdict.blame()) {
			case DEPENDENCY -> new Outcome.DependencyFailure(error, verdict.repeatable(), verdict.retryAfter());
			case NOBODY -> verdict.repeatable() ? new Outcome.DependencyFailure(error, true, verdict.retryAfter())
					: new Outcome.Unrelated(error, safe);
			case CALLER -> new Outcome.Success(() -> new Outcome.Failure(error, safe, verdict.retryAfter()));
			case TARGET, INSTANCE -> new Outcome.Failure(error, verdict.repeatable(), verdict.retryAfter())
				.with(next(error, verdict, tried));
		};
	}

	// Backoff is for a target that needs time to recover; another instance does not
	private static NextAttempt next(Throwable error, Verdict verdict, @Nullable TriedInstances tried) {
		if (tried == null || verdict.retryAfter() != null || !tried.hasOther() || tried.wasNoneAvailable()) {
			return NextAttempt.LATER;
		}
		if (verdict.blame() == Blame.INSTANCE && !verdict.sent()) {
			return NextAttempt.FOR_FREE;
		}
		Visit visit = tried.visit();
		boolean elsewhere = visit != null && visit.isAnotherSound() && error instanceof RpcFailure failure
				&& isResponseOrBrokenConnection(failure.getStatus());
		return elsewhere ? NextAttempt.AT_ONCE : NextAttempt.LATER;
	}

	private static boolean isResponseOrBrokenConnection(Status status) {
		return switch (status.getCode()) {
			case UNAVAILABLE, INTERNAL, UNKNOWN -> true;
			default -> false;
		};
	}

}
