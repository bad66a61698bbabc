package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import io.github.resiliencestarter.context.ContextKey;
import io.github.resiliencestarter.context.ContextSlot;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.threads.ResilienceThreads;
import org.jspecify.annotations.Nullable;

/**
 * Timer that aborts blocking attempts of all clients when they time out.
 */
class AttemptTimer {

	private static final ContextSlot<TimedAttempt> CURRENT = new ContextSlot<>(ContextKey.ATTEMPT);

	private final ResilienceThreads threads;

	private final Executor aborters;

	AttemptTimer(ResilienceThreads threads) {
		this.threads = threads;
		this.aborters = threads.aborters();
	}

	/**
	 * Begins an attempt on this thread.
	 * @param target the target, for the message
	 * @param attempt the attempt
	 * @return the timed attempt, which the caller must end
	 */
	TimedAttempt begin(String target, Attempt attempt) {
		TimedAttempt timed = new TimedAttempt(target, attempt, this::schedule);
		timed.arm();
		return timed;
	}

	/**
	 * Abandons an attempt on another thread, because closing a connection may take a
	 * while.
	 * @param attempt the attempt
	 */
	void abandon(TimedAttempt attempt) {
		try {
			this.aborters.execute(attempt::abandon);
		}
		catch (RejectedExecutionException ex) {
			attempt.abandon();
		}
	}

	private Future<?> schedule(Runnable abort, Duration limit) {
		return this.threads.schedule(abort, limit, this.aborters);
	}

	/**
	 * Binds an attempt to this thread, so that the client library can say how to abort
	 * it.
	 * @param attempt the attempt, or {@code null} for none
	 */
	void bind(@Nullable TimedAttempt attempt) {
		CURRENT.replace(attempt);
	}

	@Nullable TimedAttempt current() {
		return CURRENT.get();
	}

}
