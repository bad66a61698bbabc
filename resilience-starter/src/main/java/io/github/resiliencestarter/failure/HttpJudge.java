package io.github.resiliencestarter.failure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.resiliencestarter.failure.Verdict.Blame;
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

	private static final Verdict METHOD_FAILED = Verdict.failure();

	private static final HttpOutcomeClassifier STANDARD = HttpOutcomeClassifier.standard();

	private final HttpOutcomeClassifier classifier;

	private final CallbackLog classifierLog;

	private final VerdictCustomizers customizers;

	private final RetryAfter retryAfter;

	private HttpJudge(HttpOutcomeClassifier classifier, List<VerdictCustomizer> customizers, InstantSource clock) {
		this.classifier = classifier;
		this.classifierLog = new CallbackLog("HttpOutcomeClassifier " + classifier.getClass().getName(),
				"the default classifies instead");
		this.customizers = new VerdictCustomizers(customizers);
		this.retryAfter = new RetryAfter(clock);
	}

	/**
	 * Creates a judge without anything of the user's.
	 * @return the judge
	 */
	public static HttpJudge standard() {
		return of(STANDARD, List.of());
	}

	/**
	 * Creates a judge.
	 * @param classifier the classifier of responses
	 * @param customizers the customizers of verdicts, in order
	 * @return the judge
	 */
	public static HttpJudge of(HttpOutcomeClassifier classifier, List<VerdictCustomizer> customizers) {
		return new HttpJudge(classifier, customizers, InstantSource.system());
	}

	/**
	 * Classifies a response.
	 * @param request the request
	 * @param status the status
	 * @param headers the headers
	 * @return the verdict, or {@code null} if the attempt has succeeded
	 */
	public @Nullable Verdict ofResponse(AttemptedRequest request, HttpStatusCode status, HttpHeaders headers) {
		Verdict verdict = switch (classify(request.target(), status, headers)) {
			case SUCCESS -> status.is4xxClientError() ? new Verdict(Blame.CALLER, true, false, null) : null;
			case FAILURE -> {
				Blame blame = FailedDependency.isSaidBy(status, headers) ? Blame.DEPENDENCY : Blame.TARGET;
				yield new Verdict(blame, true, isRepeatable(request), this.retryAfter.read(headers));
			}
			case THROTTLED -> {
				Duration wait = this.retryAfter.read(headers);
				yield new Verdict(Blame.NOBODY, true, wait != null && isRepeatable(request), wait);
			}
		};
		return this.customizers.isEmpty() ? verdict
				: this.customizers.customize(request, AttemptResult.response(status, headers), verdict);
	}

	private static boolean isRepeatable(AttemptedRequest request) {
		return request.isBodyRepeatable() && request.isIdempotent();
	}

	/**
	 * Classifies an error.
	 * @param request the request
	 * @param error the error, unwrapped
	 * @return the verdict, or {@code null} if a customizer takes the error for a success
	 */
	public @Nullable Verdict ofError(AttemptedRequest request, Throwable error) {
		return customize(request, error, standardOfError(request, error));
	}

	/**
	 * Classifies the failure of an attempt of a gRPC call.
	 * @param request the request
	 * @param error the error, an {@code RpcFailure} unless the caller's own code failed
	 * @return the verdict, or {@code null} if a customizer takes the error for a success
	 */
	public @Nullable Verdict ofRpc(AttemptedRequest request, Throwable error) {
		return customize(request, error, GrpcFailures.isAttempt(error) ? RpcStatuses.verdictOn(request, error)
				: new Verdict(Blame.NOBODY, true, false, null));
	}

	/**
	 * Judges the exception of an attempt at an instance over any protocol, made by code
	 * of the application: like that of a method, but an instance that could not be
	 * reached, a failed call within the attempt and a canceled attempt are told apart.
	 * @param request the request
	 * @param thrown the exception
	 * @return the verdict, or {@code null} if the exception represents a success
	 */
	public @Nullable Verdict ofInstance(AttemptedRequest request, Throwable thrown) {
		if (isInterruption(thrown)) {
			return customize(request, thrown, new Verdict(Blame.NOBODY, true, false, null));
		}
		boolean told = thrown instanceof NoInstanceException || ConnectErrors.test(thrown)
				|| FailedDependency.isCauseOf(thrown);
		return told ? customize(request, thrown, standardOfVisit(request, thrown)) : ofThrown(request.target(), thrown);
	}

	/**
	 * Judges an error as a load balancer reports it, possibly within others.
	 * @param request the request
	 * @param error the error
	 * @return the verdict, or {@code null} if a customizer takes the error for a success
	 */
	public @Nullable Verdict ofVisit(AttemptedRequest request, Throwable error) {
		if (GrpcFailures.isAttempt(error)) {
			return ofRpc(request, error);
		}
		if (error instanceof InstanceFailure failure) {
			return ofInstance(request, failure.thrown());
		}
		Throwable unwrapped = unwrap(error);
		return customize(request, unwrapped, standardOfVisit(request, unwrapped));
	}

	/**
	 * Judges the exception of a call, whichever client or annotation threw it. For code
	 * that makes calls on behalf of others.
	 * @param target the target
	 * @param thrown the exception
	 * @return the verdict, or {@code null} if the exception represents a success
	 */
	public @Nullable Verdict ofThrown(String target, Throwable thrown) {
		return new ThrownFailure(() -> this, target).judge(thrown);
	}

	/**
	 * Returns whether something else may take the place of what a call would have
	 * returned: the call was rejected, or the target or one of its dependencies failed.
	 * Never for a response that blames the caller.
	 * @param target the target
	 * @param thrown the exception of the call
	 * @return whether a fallback may be used
	 */
	public boolean allowsFallback(String target, Throwable thrown) {
		return new ThrownFailure(() -> this, target).allowsFallback(thrown);
	}

	/**
	 * Returns whether a customizer excuses an error that counts by default.
	 * @param request the request
	 * @param error the error, unwrapped
	 * @return whether the error does not count against the target because of a customizer
	 */
	public boolean isExcused(AttemptedRequest request, Throwable error) {
		if (this.customizers.isEmpty()) {
			return false;
		}
		Verdict standard = standardOfError(request, error);
		Verdict verdict = customize(request, error, standard);
		return !Objects.equals(verdict, standard) && (verdict == null || !verdict.countsAgainstTarget());
	}

	/**
	 * Returns whether a connection has failed, as opposed to a timeout: another instance
	 * may be asked immediately.
	 * @param error the error, unwrapped
	 * @return whether it is one of a connection
	 */
	public static boolean isBrokenConnection(Throwable error) {
		return error instanceof IOException && !(error instanceof InterruptedIOException)
				&& !(error instanceof HttpTimeoutException);
	}

	/**
	 * Judges the status that a method has thrown.
	 */
	@Nullable Verdict ofThrownRpc(AttemptedRequest request, Throwable exception) {
		return customize(request, exception, RpcStatuses.verdictOn(request, exception));
	}

	/**
	 * Judges the exception of a method, whatever it does.
	 */
	@Nullable Verdict ofMethod(AttemptedRequest request, Throwable exception) {
		return customize(request, exception, METHOD_FAILED);
	}

	private @Nullable Verdict customize(AttemptedRequest request, Throwable error, Verdict verdict) {
		return this.customizers.isEmpty() ? verdict
				: this.customizers.customize(request, AttemptResult.exception(error), verdict);
	}

	private static Verdict standardOfError(AttemptedRequest request, Throwable error) {
		Verdict verdict = standard(request, error);
		// It never got to the target
		return (request.isUnsent() && verdict.countsAgainstTarget()) ? verdict.withBlame(Blame.DEPENDENCY) : verdict;
	}

	private static Verdict standard(AttemptedRequest request, Throwable error) {
		if (error instanceof NoInstanceException) {
			return new Verdict(Blame.INSTANCE, false, request.isBodyRepeatable(), null);
		}
		if (FailedDependency.isCauseOf(error) || FailedResponse.of(error) != null) {
			return new Verdict(Blame.DEPENDENCY, false, false, null);
		}
		if (!(error instanceof IOException || error instanceof TimeoutException)) {
			return new Verdict(Blame.NOBODY, true, false, null);
		}
		boolean sent = !NeverSent.test(error);
		boolean hopeless = error instanceof SSLHandshakeException || error instanceof SSLPeerUnverifiedException;
		return new Verdict(ConnectErrors.test(error) ? Blame.INSTANCE : Blame.TARGET, sent,
				request.isBodyRepeatable() && (request.isIdempotent() || !sent) && !hopeless, null);
	}

	// The innermost cause that says that the instance was unreachable, or else the first
	// one that says anything
	private static Verdict standardOfVisit(AttemptedRequest request, Throwable error) {
		Verdict result = new Verdict(Blame.NOBODY, true, false, null);
		Throwable cause = error;
		for (int depth = 0; cause != null && depth < FailedResponse.DEEPEST; depth++) {
			Verdict verdict = standard(request, cause);
			if (verdict.blame() == Blame.INSTANCE || verdict.blame() == Blame.DEPENDENCY) {
				return verdict;
			}
			if (isInterruption(cause)) {
				return verdict.withBlame(Blame.NOBODY);
			}
			if (verdict.blame() == Blame.TARGET) {
				result = verdict;
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

	/**
	 * Unwraps the error of an exchange that {@code WebClient} has wrapped.
	 * @param error the failure of the exchange
	 * @return the error
	 */
	public static Throwable unwrap(Throwable error) {
		Throwable cause = WebClientFailures.isWithoutResponse(error) ? error.getCause() : null;
		return (cause != null) ? cause : error;
	}

	@SuppressWarnings("NullAway") // A user's classifier may return null all the same
	private HttpOutcome classify(String target, HttpStatusCode status, HttpHeaders headers) {
		try {
			return Objects.requireNonNull(this.classifier.classify(target, status, headers), "No outcome");
		}
		catch (RuntimeException ex) {
			this.classifierLog.failed(target, ex);
			return STANDARD.classify(target, status, headers);
		}
	}

}
