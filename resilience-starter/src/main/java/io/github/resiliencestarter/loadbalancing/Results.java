package io.github.resiliencestarter.loadbalancing;

import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.Verdict;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpStatusCode;

/**
 * Rules that turn verdicts into results of instances, for what the load balancers of
 * Spring Cloud report.
 */
final class Results {

	private final HttpJudge judge;

	Results(HttpJudge judge) {
		this.judge = judge;
	}

	Result ofResponse(AttemptedRequest request, @Nullable Object response) {
		if (!(response instanceof ResponseData data)) {
			return Result.ANSWERED;
		}
		HttpStatusCode status = data.getHttpStatus();
		Verdict verdict = (status != null) ? this.judge.ofResponse(request, status, data.getHeaders()) : null;
		if (verdict == null) {
			return Result.ANSWERED;
		}
		return switch (verdict.blame()) {
			case TARGET, INSTANCE -> Result.FAILED;
			case DEPENDENCY -> Result.DEPENDENCY;
			case NOBODY, CALLER -> Result.ANSWERED;
		};
	}

	Result ofError(AttemptedRequest request, @Nullable Throwable error) {
		if (error == null) {
			return Result.GIVEN_UP;
		}
		Verdict verdict = this.judge.ofVisit(request, error);
		if (verdict == null) {
			return Result.ANSWERED;
		}
		return switch (verdict.blame()) {
			case TARGET -> Result.FAILED;
			case INSTANCE -> Result.UNREACHABLE;
			case CALLER -> Result.ANSWERED;
			case DEPENDENCY -> verdict.sent() ? Result.DEPENDENCY : Result.GIVEN_UP;
			case NOBODY -> Result.GIVEN_UP;
		};
	}

}
