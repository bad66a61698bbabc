package io.github.resiliencestarter.http;

import java.io.IOException;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.guard.CallEnd;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.CallResult;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Outcome;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Call of a blocking client with a fallback. If the guard gives up, the request is sent
 * once to another service, and if that fails too, the caller gets the last good answer.
 * Without one, the caller gets the original failure.
 */
class RecoverableCall {

	private static final Log logger = LogFactory.getLog(RecoverableCall.class);

	private static final int FIRST_CLIENT_ERROR = 400;

	private static final int FIRST_SERVER_ERROR = 500;

	private final HttpGuard http;

	private final Guard guard;

	private final HttpRequest request;

	private final GuardInterceptor.Exchange exchange;

	private final HttpFallback fallback;

	private final CallEnd end = new CallEnd();

	private final Deadline deadline;

	private final InterceptedCall call;

	RecoverableCall(HttpGuard http, Guard guard, HttpRequest request, GuardInterceptor.Exchange exchange,
			HttpFallback fallback) {
		this.http = http;
		this.guard = guard;
		this.request = request;
		this.exchange = exchange;
		this.fallback = fallback;
		this.deadline = guard.deadlineOfCall();
		this.call = new InterceptedCall(http, guard.target(), request, exchange, this.end);
	}

	ClientHttpResponse run() throws Exception {
		try {
			TimedResponse response = this.guard.call(this.call);
			return isFailed(response) ? replaced(response) : succeeded(response);
		}
		catch (Exception ex) {
			ClientHttpResponse substitute = isFailure(ex) ? substitute() : null;
			if (substitute != null) {
				return substitute;
			}
			throw ex;
		}
		finally {
			this.end.asReached();
		}
	}

	private ClientHttpResponse succeeded(TimedResponse response) throws IOException {
		if (this.http.rules().isEndless(response.getHeaders())) {
			return response;
		}
		try {
			return this.fallback.succeeded(this.exchange.lastSent(), response);
		}
		catch (IOException | RuntimeException ex) {
			response.close();
			throw ex;
		}
	}

	private boolean isFailed(TimedResponse response) throws IOException {
		return isFailed(response.getStatusCode(), this.call.lastOutcome());
	}

	private boolean isFailure(Exception error) {
		return isFailure(error, this.guard.target(), this.call.lastOutcome());
	}

	/**
	 * Return whether another response may replace one: never if it blames the caller.
	 */
	static boolean isFailed(HttpStatusCode status, @Nullable Outcome lastOutcome) {
		return (status.value() < FIRST_CLIENT_ERROR || status.value() >= FIRST_SERVER_ERROR) && isFailed(lastOutcome);
	}

	/**
	 * Return whether a response may replace an error: the target failed, or the call to
	 * it was rejected.
	 */
	static boolean isFailure(Throwable error, String target, @Nullable Outcome lastOutcome) {
		if (error instanceof CallRejectedException rejected) {
			return rejected.getTarget().equals(target);
		}
		return !(error instanceof InterruptedException) && isFailed(lastOutcome);
	}

	private static boolean isFailed(@Nullable Outcome outcome) {
		return outcome instanceof Outcome.Failure || outcome instanceof Outcome.DependencyFailure;
	}

	private ClientHttpResponse replaced(TimedResponse response) {
		ClientHttpResponse substitute = substitute();
		if (substitute == null) {
			return response;
		}
		response.close();
		return substitute;
	}

	private @Nullable ClientHttpResponse substitute() {
		HttpRequest sent = this.exchange.lastSent();
		// A client library sends its request to its own target only
		String service = (this.request instanceof LibraryRequest) ? null : this.fallback.service();
		ClientHttpResponse response = (service != null && this.call.isIdempotent() && !this.deadline.isOver())
				? ofService(service) : null;
		if (response != null) {
			this.end.compensatedBy(CallResult.FALLBACK);
			return response;
		}
		response = this.fallback.lastGoodAnswer(sent);
		if (response != null) {
			this.end.compensatedBy(CallResult.STALE);
		}
		return response;
	}

	private @Nullable ClientHttpResponse ofService(String service) {
		Deadline outer = CurrentDeadline.replace(this.deadline);
		try {
			ClientHttpResponse response = send(service);
			if (response.getStatusCode().value() < FIRST_CLIENT_ERROR) {
				logger.debug("'" + service + "' responded instead of '" + this.guard.target() + "'");
				return response;
			}
			logger.debug("Fallback to '" + service + "' failed with " + response.getStatusCode());
			response.close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			logger.debug("Fallback to '" + service + "' failed", ex);
		}
		finally {
			CurrentDeadline.replace(outer);
		}
		return null;
	}

	private ClientHttpResponse send(String service) throws Exception {
		HttpRequest redirected = new RedirectedRequest(this.request, service);
		Guard guard = this.http.guards().forTarget(service);
		if (guard == null) {
			return this.exchange.sendUnguarded(redirected);
		}
		return guard.call(new InterceptedCall(this.http, service, redirected, this.exchange.again(), null));
	}

}
