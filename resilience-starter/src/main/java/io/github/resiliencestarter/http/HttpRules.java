package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.util.List;

import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.Verdict.Blame;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.Outcome.NextAttempt;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/**
 * Rules that turn verdicts on HTTP requests into outcomes for the guard, for both
 * blocking and reactive clients.
 */
class HttpRules {

	private static final List<MediaType> ENDLESS = List.of(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_NDJSON,
			MediaType.parseMediaType("application/stream+json"), MediaType.parseMediaType("multipart/x-mixed-replace"));

	private final HttpJudge judge;

	HttpRules(HttpJudge judge) {
		this.judge = judge;
	}

	/**
	 * Return the outcome for a response.
	 * @param target the target
	 * @param status the status
	 * @param headers the headers
	 * @param repeatable whether it is safe to repeat the request
	 * @param view creates the exceptions that the caller sees
	 * @return the outcome
	 */
	Outcome outcomeOf(String target, HttpStatusCode status, HttpHeaders headers, boolean repeatable, CallerView view) {
		Verdict verdict = this.judge.ofResponse(target, status, headers, repeatable);
		if (verdict == null) {
			return Outcome.SUCCESS;
		}
		return switch (verdict.blame()) {
			case CALLER -> new Outcome.Success(
					() -> new Outcome.Failure(view.ofResponse(status, headers), repeatable, verdict.retryAfter()));
			case NOBODY -> new Outcome.Throttled(view.ofResponse(status, headers), repeatable, verdict.retryAfter());
			case DEPENDENCY -> new Outcome.DependencyFailure(view.ofResponse(status, headers), verdict.repeatable(),
					verdict.retryAfter());
			case TARGET, INSTANCE ->
				new Outcome.Failure(view.ofResponse(status, headers), verdict.repeatable(), verdict.retryAfter());
		};
	}

	/**
	 * Return the outcome for an error.
	 * @param error the error, unwrapped from the exception of the client
	 * @param bodyRepeatable whether the body can be sent again
	 * @param idempotent whether it is safe to repeat the request
	 * @param tried the instances that the call has tried, if it is load-balanced
	 * @param view creates the exceptions that the caller sees
	 * @return the outcome
	 */
	Outcome outcomeOf(Throwable error, boolean bodyRepeatable, boolean idempotent, @Nullable TriedInstances tried,
			CallerView view) {
		Verdict verdict = this.judge.ofError(error, bodyRepeatable, idempotent);
		return switch (verdict.blame()) {
			case DEPENDENCY -> Outcome.UNRELATED;
			case NOBODY, CALLER -> new Outcome.Unrelated(view.ofError(error), verdict.repeatable());
			case TARGET, INSTANCE -> {
				Outcome.Failure failure = new Outcome.Failure(view.ofError(error), verdict.repeatable(),
						verdict.retryAfter());
				yield (tried != null && tried.hasOther()) ? failure.with(elsewhere(error, verdict)) : failure;
			}
		};
	}

	/**
	 * Return the outcome for an error that occurred before the request was sent. It is
	 * retried like other errors, but is not blamed on the target.
	 * @param outcome the outcome if the request had been sent
	 * @return the outcome
	 */
	static Outcome beforeSending(Outcome outcome) {
		return (outcome instanceof Outcome.Failure failure)
				? new Outcome.DependencyFailure(failure.cause(), failure.repeatable(), failure.notBefore()) : outcome;
	}

	private static NextAttempt elsewhere(Throwable error, Verdict verdict) {
		if (verdict.blame() == Blame.INSTANCE && error instanceof IOException) {
			return NextAttempt.FOR_FREE;
		}
		boolean timedOut = error instanceof InterruptedIOException || error instanceof HttpTimeoutException;
		return (error instanceof IOException && !timedOut) ? NextAttempt.AT_ONCE : NextAttempt.LATER;
	}

	/**
	 * Return whether a body is a stream that may never end, so that only the time to its
	 * start can be limited.
	 * @param headers the headers of the response
	 * @return whether it is endless
	 */
	boolean isEndless(HttpHeaders headers) {
		String contentType = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		return contentType != null && ENDLESS.stream()
			.anyMatch((type) -> contentType.regionMatches(true, 0, type.toString(), 0, type.toString().length()));
	}

}
