package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.Outcome.NextAttempt;
import io.github.resiliencestarter.loadbalancing.ConnectErrors;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClientResponseException;

/**
 * Rules that make outcomes of the answers and errors of HTTP requests, for blocking and
 * reactive clients alike.
 */
class HttpRules {

	private static final Log logger = LogFactory.getLog(HttpRules.class);

	private static final List<MediaType> ENDLESS = List.of(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_NDJSON,
			MediaType.parseMediaType("application/stream+json"), MediaType.parseMediaType("multipart/x-mixed-replace"));

	private final HttpOutcomeClassifier classifier;

	private final RetryAfter retryAfter;

	HttpRules(HttpOutcomeClassifier classifier, RetryAfter retryAfter) {
		this.classifier = classifier;
		this.retryAfter = retryAfter;
	}

	/**
	 * Judge an answer.
	 * @param target the target
	 * @param status the status
	 * @param headers the headers
	 * @param repeatable whether another request can do no harm
	 * @return what it means
	 */
	Outcome outcomeOf(String target, HttpStatusCode status, HttpHeaders headers, boolean repeatable) {
		HttpOutcome outcome = classify(target, status, headers);
		return switch (outcome) {
			case SUCCESS -> Outcome.SUCCESS;
			case FAILURE -> new Outcome.Failure(standFor(status, headers), repeatable, this.retryAfter.read(headers));
			case THROTTLED ->
				new Outcome.Throttled(standFor(status, headers), repeatable, this.retryAfter.read(headers));
		};
	}

	/**
	 * Judge an error.
	 * @param error the error
	 * @param bodyRepeatable whether the body can be sent again
	 * @param idempotent whether a second request does no harm
	 * @param tried the instances that the call has gone to, if it is load-balanced
	 * @return what it means
	 */
	Outcome outcomeOf(Throwable error, boolean bodyRepeatable, boolean idempotent, @Nullable TriedInstances tried) {
		if (!(error instanceof IOException || error instanceof TimeoutException
				|| error instanceof NoInstanceException)) {
			return Outcome.UNRELATED;
		}
		boolean neverSent = NeverSent.test(error) || error instanceof NoInstanceException;
		boolean hopeless = error instanceof SSLHandshakeException || error instanceof SSLPeerUnverifiedException;
		Outcome.Failure failure = new Outcome.Failure(error, bodyRepeatable && (idempotent || neverSent) && !hopeless,
				null);
		return (tried != null && tried.hasOther()) ? failure.with(elsewhere(error)) : failure;
	}

	private static NextAttempt elsewhere(Throwable error) {
		if (ConnectErrors.test(error)) {
			return NextAttempt.FOR_FREE;
		}
		boolean timedOut = error instanceof InterruptedIOException || error instanceof HttpTimeoutException;
		return (error instanceof IOException && !timedOut) ? NextAttempt.AT_ONCE : NextAttempt.LATER;
	}

	/**
	 * Return whether a body may go on for ever by its nature, so that only its beginning
	 * can be bounded.
	 * @param headers the headers of the answer
	 * @return whether it is endless
	 */
	boolean isEndless(HttpHeaders headers) {
		String contentType = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		return contentType != null && ENDLESS.stream()
			.anyMatch((type) -> contentType.regionMatches(true, 0, type.toString(), 0, type.toString().length()));
	}

	private HttpOutcome classify(String target, HttpStatusCode status, HttpHeaders headers) {
		try {
			return this.classifier.classify(target, status, headers);
		}
		catch (RuntimeException ex) {
			logger.warn("HttpOutcomeClassifier failed for '" + target + "'; using the default", ex);
			return HttpOutcomeClassifier.standard().classify(target, status, headers);
		}
	}

	/**
	 * Make the exception that users name in Resilience4j's {@code record-exceptions} and
	 * {@code retry-exceptions}. Not for 4xx: theirs are usually ignored, and those that
	 * get here must not be.
	 */
	private static Throwable standFor(HttpStatusCode status, HttpHeaders headers) {
		String text = (status instanceof HttpStatus known) ? known.getReasonPhrase() : "";
		if (status.is5xxServerError()) {
			return HttpServerErrorException.create(status, text, headers, new byte[0], StandardCharsets.UTF_8);
		}
		return new RestClientResponseException(status.value() + " " + text, status, text, headers, null, null);
	}

	/**
	 * Thrown when the load balancer has no instance of the target.
	 */
	static class NoInstanceException extends IllegalStateException {

		@java.io.Serial
		private static final long serialVersionUID = 1L;

		NoInstanceException(@Nullable String message, Throwable cause) {
			super(message, cause);
		}

	}

}
