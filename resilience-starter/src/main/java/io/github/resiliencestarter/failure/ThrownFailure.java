package io.github.resiliencestarter.failure;

import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resiliencestarter.context.ContextKey;
import io.github.resiliencestarter.context.ContextSlot;
import io.github.resiliencestarter.failure.Verdict.Blame;
import org.jspecify.annotations.Nullable;

/**
 * Judge of the exceptions of methods, for Resilience4j's annotations and other code that
 * sees only the exception.
 * <p>
 * Resilience4j creates our default predicates by their class, and may combine them with
 * the user's. So they ask the {@linkplain #current() current} judge, which is that of the
 * Resilience4j instance whose {@link InstancePredicate} is being evaluated on this
 * thread, or else the standard one.
 */
final class ThrownFailure {

	private static final ThrownFailure STANDARD = new ThrownFailure(HttpJudge.standard());

	private static final ContextSlot<ThrownFailure> CURRENT = new ContextSlot<>(ContextKey.JUDGE);

	private final Supplier<HttpJudge> judge;

	private final AttemptedRequest request;

	/**
	 * Creates a judge for an instance.
	 * @param judge the judge of the application
	 * @param instance the name of the instance, which is that of the target
	 */
	ThrownFailure(Supplier<HttpJudge> judge, String instance) {
		this.judge = judge;
		this.request = AttemptedRequest.to(instance);
	}

	private ThrownFailure(HttpJudge judge) {
		this(() -> judge, "");
	}

	static ThrownFailure current() {
		ThrownFailure current = CURRENT.get();
		return (current != null) ? current : STANDARD;
	}

	/**
	 * Evaluates a predicate with this judge. The outermost one decides: a configuration
	 * that is derived from another instance's has the predicates of both.
	 */
	boolean test(Predicate<Throwable> predicate, Throwable failure) {
		if (CURRENT.get() != null) {
			return predicate.test(failure);
		}
		CURRENT.replace(this);
		try {
			return predicate.test(failure);
		}
		finally {
			CURRENT.replace(null);
		}
	}

	/**
	 * Judges an exception.
	 * @return the verdict, or {@code null} if the exception represents a success
	 */
	@Nullable Verdict judge(@Nullable Throwable thrown) {
		if (thrown == null) {
			return Verdict.failure();
		}
		Throwable failure = RejectedCall.unwrap(FailedResponse.unwrap(thrown));
		if (failure instanceof RejectedCall rejected) {
			return judge(rejected, failure.getCause());
		}
		if (isRejection(failure)) {
			// Counted by circuit breakers, as in Resilience4j
			return new Verdict(Blame.TARGET, false, false, null);
		}
		HttpJudge judge = this.judge.get();
		if (GrpcFailures.isStatus(failure)) {
			return judge.ofThrownRpc(this.request, failure);
		}
		FailedResponse response = FailedResponse.of(failure);
		if (response == null) {
			return judge.ofMethod(this.request, failure);
		}
		Verdict verdict = judge.ofResponse(this.request, response.status(), response.headers());
		// A client that throws for what is no error could not read the response
		return (verdict != null || response.status().isError()) ? verdict : Verdict.failure();
	}

	/**
	 * Returns whether a call was rejected or failed, other than by a 4xx response.
	 */
	boolean allowsFallback(Throwable thrown) {
		Throwable failure = RejectedCall.unwrap(FailedResponse.unwrap(thrown));
		if (failure instanceof RejectedCall || isRejection(failure)) {
			return true;
		}
		FailedResponse response = FailedResponse.of(failure);
		if (response != null && response.status().is4xxClientError()) {
			return false;
		}
		Verdict verdict = judge(thrown);
		return verdict != null && (verdict.countsAgainstTarget() || verdict.blame() == Blame.DEPENDENCY);
	}

	// An expired deadline is a failure of the target that used up the time. If a retry
	// was rejected, the attempt before it decides
	private Verdict judge(RejectedCall rejected, @Nullable Throwable lastAttempt) {
		if (rejected.isOutOfTime()) {
			return new Verdict(Blame.TARGET, lastAttempt != null, false, null);
		}
		Verdict ofLastAttempt = (lastAttempt != null) ? judge(lastAttempt) : null;
		Blame blame = (ofLastAttempt != null) ? ofLastAttempt.blame() : Blame.NOBODY;
		return new Verdict(blame, lastAttempt != null, false, null);
	}

	private static boolean isRejection(Throwable failure) {
		return failure instanceof CallNotPermittedException || failure instanceof BulkheadFullException
				|| failure instanceof RequestNotPermitted;
	}

}
