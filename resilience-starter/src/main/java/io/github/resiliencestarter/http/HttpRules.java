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
 * Rules that turn the verdicts on HTTP requests into outcomes for the guard, for blocking
 * and reactive clients alike.
 */
class HttpRules {

	private static final List<MediaType> ENDLESS = List.of(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_NDJSON,
			MediaType.parseMediaType("application/stream+json"), MediaType.parseMediaType("multipart/x-mixed-replace"));

	private final HttpJudge judge;

	HttpRules(HttpJudge judge) {
		this.judge = judge;
	}

	/**
	 * Return what a response means.
	 * @param target the target
	 * @param status the status
	 * @param headers the headers
	 * @param repeatable whether another request does no harm
	 * @param view what the caller gets
	 * @return what it means
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
	 * Return what an error means.
	 * @param error the error, without what the client wraps around it
	 * @param bodyRepeatable whether the body can be sent again
	 * @param idempotent whether a second request does no harm
	 * @param tried the instances that the call has gone to, if it is load-balanced
	 * @param view what the caller gets
	 * @return what it means
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
	 * Returns what an error means that came before the request was sent: it is retried as
	 * others are, but says nothing about the target.
	 * @param outcome what the error means otherwise
	 * @return what it means
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
	 * Return whether a body may never end by its nature, so that only its beginning can
	 * be bounded.
	 * @param headers the headers of the response
	 * @return whether it is endless
	 */
	boolean isEndless(HttpHeaders headers) {
		String contentType = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		return contentType != null && ENDLESS.stream()
			.anyMatch((type) -> contentType.regionMatches(true, 0, type.toString(), 0, type.toString().length()));
	}

}
