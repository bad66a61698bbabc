package io.github.resiliencestarter.http;

import java.util.List;

import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.NoInstanceException;
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
	 * Returns the outcome for a response.
	 * @param request the request
	 * @param status the status
	 * @param headers the headers
	 * @param view creates the exceptions that the caller sees
	 * @return the outcome
	 */
	Outcome outcomeOf(AttemptedRequest request, HttpStatusCode status, HttpHeaders headers, CallerView view) {
		Verdict verdict = this.judge.ofResponse(request, status, headers);
		if (verdict == null) {
			return Outcome.SUCCESS;
		}
		return switch (verdict.blame()) {
			case CALLER -> new Outcome.Success(() -> new Outcome.Failure(view.ofResponse(status, headers),
					verdict.isSafeToRepeat(request), verdict.retryAfter()));
			case NOBODY -> ofNobody(request, verdict, view.ofResponse(status, headers));
			case DEPENDENCY -> new Outcome.DependencyFailure(view.ofResponse(status, headers), verdict.repeatable(),
					verdict.retryAfter());
			case TARGET, INSTANCE ->
				new Outcome.Failure(view.ofResponse(status, headers), verdict.repeatable(), verdict.retryAfter());
		};
	}

	// A throttled request is retried only if the target says when, unless a customizer
	// says otherwise
	private static Outcome ofNobody(AttemptedRequest request, Verdict verdict, Throwable cause) {
		return (verdict.repeatable() && verdict.retryAfter() == null) ? new Outcome.DependencyFailure(cause, true, null)
				: new Outcome.Throttled(cause, verdict.isSafeToRepeat(request), verdict.retryAfter());
	}

	/**
	 * Returns the outcome for an error.
	 * @param request the request
	 * @param error the error, unwrapped from the exception of the client
	 * @param tried the instances that the call has tried, if it is load-balanced
	 * @param view creates the exceptions that the caller sees
	 * @return the outcome
	 */
	Outcome outcomeOf(AttemptedRequest request, Throwable error, @Nullable TriedInstances tried, CallerView view) {
		Verdict verdict = this.judge.ofError(request, error);
		if (verdict == null) {
			return new Outcome.Success(() -> new Outcome.Failure(view.ofError(error), false, null));
		}
		boolean safe = verdict.isSafeToRepeat(request);
		return switch (verdict.blame()) {
			case DEPENDENCY -> (verdict.repeatable() || request.isUnsent())
					? new Outcome.DependencyFailure(view.ofError(error), verdict.repeatable(), verdict.retryAfter())
					: Outcome.UNRELATED;
			case NOBODY ->
				verdict.repeatable() ? new Outcome.DependencyFailure(view.ofError(error), true, verdict.retryAfter())
						: new Outcome.Unrelated(view.ofError(error), safe);
			case CALLER ->
				new Outcome.Success(() -> new Outcome.Failure(view.ofError(error), safe, verdict.retryAfter()));
			case TARGET, INSTANCE -> {
				Outcome.Failure failure = new Outcome.Failure(view.ofError(error), verdict.repeatable(),
						verdict.retryAfter());
				yield (tried != null && tried.hasOther()) ? failure.with(elsewhere(error, verdict)) : failure;
			}
		};
	}

	/**
	 * Returns whether a customizer excuses an error that comes after the result of the
	 * attempt, such as a broken body.
	 * @param request the request
	 * @param error the error, unwrapped from the exception of the client
	 * @return whether it says nothing about the instance
	 */
	boolean isExcused(AttemptedRequest request, Throwable error) {
		return this.judge.isExcused(request, error);
	}

	private static NextAttempt elsewhere(Throwable error, Verdict verdict) {
		if (verdict.blame() == Blame.INSTANCE && !verdict.sent()) {
			return (error instanceof NoInstanceException) ? NextAttempt.LATER : NextAttempt.FOR_FREE;
		}
		return HttpJudge.isBrokenConnection(error) ? NextAttempt.AT_ONCE : NextAttempt.LATER;
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
