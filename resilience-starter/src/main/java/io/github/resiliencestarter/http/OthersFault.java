package io.github.resiliencestarter.http;

import java.util.function.Predicate;

import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.client.HttpStatusCodeException;

/**
 * Predicate for {@code ignore-exception-predicate} of Resilience4j's circuit breakers: an
 * answer of 4xx says that the request was wrong, not that the target is ill. 408 (the
 * target waited too long for the request) and 429 (the target has too much to do) do say
 * something about the target. Nor is the target ill when the guard of the client within
 * has said no, unless because time has run out (if it said so to a retry, the attempt
 * before it counts), or when its answer says that a service has failed which it depends
 * on in turn (the header {@code X-Failed-Dependency}).
 */
public final class OthersFault implements Predicate<Throwable> {

	@Override
	public boolean test(Throwable failure) {
		if (failure instanceof CallRejectedException rejected) {
			Throwable lastAttempt = rejected.getCause();
			return rejected.getReason() != RejectionReason.DEADLINE && (lastAttempt == null || test(lastAttempt));
		}
		if (FailedDependency.isSaidBy(failure)) {
			return true;
		}
		HttpStatusCode status = statusOf(failure);
		return status != null && status.is4xxClientError() && status.value() != 408 && status.value() != 429;
	}

	private @Nullable HttpStatusCode statusOf(Throwable failure) {
		if (failure instanceof HttpStatusCodeException ex) {
			return ex.getStatusCode();
		}
		if (failure instanceof ErrorResponse response) {
			return response.getStatusCode();
		}
		return WebClientFailures.statusOf(failure);
	}

}
