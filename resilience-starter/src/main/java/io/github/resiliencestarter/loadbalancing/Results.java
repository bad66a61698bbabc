package io.github.resiliencestarter.loadbalancing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpStatusCode;

/**
 * Rules that make a result of an answer or an error, as the load balancers of Spring
 * Cloud report it.
 */
final class Results {

	// Deep enough for any wrapping, and an end to a chain that is a circle
	private static final int DEEPEST = 8;

	private Results() {
	}

	static Result ofAnswer(@Nullable Object response) {
		HttpStatusCode status = (response instanceof ResponseData data) ? data.getHttpStatus() : null;
		return (status != null && status.is5xxServerError()) ? Result.FAILED : Result.ANSWERED;
	}

	static Result ofError(@Nullable Throwable error) {
		if (error == null) {
			return Result.GIVEN_UP;
		}
		if (ConnectErrors.test(error)) {
			return Result.UNREACHABLE;
		}
		Result result = Result.GIVEN_UP;
		Throwable cause = error;
		for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
			if (isInterruption(cause)) {
				return Result.GIVEN_UP;
			}
			if (cause instanceof IOException || cause instanceof TimeoutException) {
				result = Result.FAILED;
			}
			cause = cause.getCause();
		}
		return result;
	}

	// The caller wanted no answer any more, or its guard did, which then says so
	private static boolean isInterruption(Throwable error) {
		return error instanceof InterruptedException || error instanceof CancellationException
				|| error instanceof ClosedByInterruptException
				|| (error instanceof InterruptedIOException && !(error instanceof SocketTimeoutException));
	}

}
