package io.github.resiliencestarter.loadbalancing;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;

import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.HttpOutcomeClassifier;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.Verdict.Blame;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpStatusCode;

/**
 * Rules that turn verdicts into results of instances, for what the load balancers of
 * Spring Cloud report.
 */
final class Results {

	// Deep enough for any wrapping, and a bound for a circular chain
	private static final int DEEPEST = 8;

	private final HttpJudge judge;

	Results(HttpOutcomeClassifier classifier) {
		this.judge = new HttpJudge(classifier, InstantSource.system());
	}

	Result ofResponse(String target, @Nullable Object response) {
		if (!(response instanceof ResponseData data)) {
			return Result.ANSWERED;
		}
		HttpStatusCode status = data.getHttpStatus();
		Verdict verdict = (status != null) ? this.judge.ofResponse(target, status, data.getHeaders(), true) : null;
		if (verdict == null) {
			return Result.ANSWERED;
		}
		return switch (verdict.blame()) {
			case TARGET, INSTANCE -> Result.FAILED;
			case DEPENDENCY -> Result.DEPENDENCY;
			case NOBODY, CALLER -> Result.ANSWERED;
		};
	}

	Result ofError(@Nullable Throwable error) {
		if (error == null) {
			return Result.GIVEN_UP;
		}
		Result result = Result.GIVEN_UP;
		Throwable cause = HttpJudge.unwrap(error);
		for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
			Verdict verdict = this.judge.ofError(cause, false, false);
			if (verdict.blame() == Blame.INSTANCE) {
				return Result.UNREACHABLE;
			}
			if (verdict.blame() == Blame.DEPENDENCY || isInterruption(cause)) {
				return Result.GIVEN_UP;
			}
			if (verdict.blame() == Blame.TARGET) {
				result = Result.FAILED;
			}
			cause = cause.getCause();
		}
		return result;
	}

	// The caller or its guard has canceled the attempt
	private static boolean isInterruption(Throwable error) {
		return error instanceof InterruptedException || error instanceof CancellationException
				|| error instanceof ClosedByInterruptException
				|| (error instanceof InterruptedIOException && !(error instanceof SocketTimeoutException));
	}

}
