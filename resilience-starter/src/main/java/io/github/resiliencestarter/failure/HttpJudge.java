package io.github.resiliencestarter.failure;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.resiliencestarter.failure.Verdict.Blame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * Judge of the attempts of HTTP calls, shared by all clients and all consumers of a
 * {@link Verdict}:
 *
 * <pre>
 * response or error                              blame       breaker   retried if safe
 * 5xx, 408                                       TARGET      failure   yes
 * 5xx with X-Failed-Dependency, our rejection    DEPENDENCY  -         yes
 * 429                                            NOBODY      -         if Retry-After says when
 * other 4xx                                      CALLER      success   no
 * no connection, no instance                     INSTANCE    failure   yes, with any method
 * timeout, broken connection                     TARGET      failure   yes
 * failed or rejected call within the attempt     DEPENDENCY  -         no
 * any other exception                            NOBODY      -         no
 * </pre>
 *
 * Safe for use by many threads.
 */
public final class HttpJudge {

	private static final Log logger = LogFactory.getLog(HttpJudge.class);

	private final HttpOutcomeClassifier classifier;

	private final RetryAfter retryAfter;

	/**
	 * Creates an instance.
	 * @param classifier the classifier of responses
	 * @param clock the clock to compare a date in {@code Retry-After} with
	 */
	public HttpJudge(HttpOutcomeClassifier classifier, InstantSource clock) {
		this.classifier = classifier;
		this.retryAfter = new RetryAfter(clock);
	}

	/**
	 * Classifies a response.
	 * @param target the target
	 * @param status the status
	 * @param headers the headers
	 * @param repeatable whether another request is safe
	 * @return the verdict, or {@code null} if the attempt has succeeded
	 */
	public @Nullable Verdict ofResponse(String target, HttpStatusCode status, HttpHeaders headers, boolean repeatable) {
		return switch (classify(target, status, headers)) {
			case SUCCESS -> status.is4xxClientError() ? new Verdict(Blame.CALLER, true, false, null) : null;
			case FAILURE -> {
				Blame blame = FailedDependency.isSaidBy(status, headers) ? Blame.DEPENDENCY : Blame.TARGET;
				yield new Verdict(blame, true, repeatable, this.retryAfter.read(headers));
			}
			case THROTTLED -> {
				Duration wait = this.retryAfter.read(headers);
				yield new Verdict(Blame.NOBODY, true, repeatable && wait != null, wait);
			}
		};
	}

	/**
	 * Classifies an error.
	 * @param error the error, unwrapped
	 * @param bodyRepeatable whether the body can be sent again
	 * @param idempotent whether a second request is safe
	 * @return the verdict
	 */
	public Verdict ofError(Throwable error, boolean bodyRepeatable, boolean idempotent) {
		if (error instanceof NoInstanceException) {
			return new Verdict(Blame.INSTANCE, false, bodyRepeatable, null);
		}
		if (FailedDependency.isCauseOf(error) || FailedResponse.of(error) != null) {
			return new Verdict(Blame.DEPENDENCY, false, false, null);
		}
		if (!(error instanceof IOException || error instanceof TimeoutException)) {
			return new Verdict(Blame.NOBODY, true, bodyRepeatable && idempotent, null);
		}
		boolean sent = !NeverSent.test(error);
		boolean hopeless = error instanceof SSLHandshakeException || error instanceof SSLPeerUnverifiedException;
		return new Verdict(ConnectErrors.test(error) ? Blame.INSTANCE : Blame.TARGET, sent,
				bodyRepeatable && (idempotent || !sent) && !hopeless, null);
	}

	/**
	 * Unwraps the error of an exchange that {@code WebClient} has wrapped.
	 * @param error the failure of the exchange
	 * @return the error
	 */
	public static Throwable unwrap(Throwable error) {
		Throwable cause = WebClientFailures.isWithoutResponse(error) ? error.getCause() : null;
		return (cause != null) ? cause : error;
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

}
