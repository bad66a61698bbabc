package io.github.resiliencestarter.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Completion;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Blocking attempt with a timeout for the time that the caller waits for the target, both
 * for the response and for each read of its body. The time between two reads does not
 * count.
 * <p>
 * How a wait is aborted depends on the client library: an interrupt works for the JDK's
 * client and for every library on a virtual thread; for others, {@link #onAbort} provides
 * an action. The read of a body is aborted by closing the body. If a wait cannot be
 * aborted, the caller gets the response when it arrives.
 * <p>
 * If a body is still open when the timeout expires but nobody waits for it, its caller is
 * slow or has not closed it. It then releases the permissions of the guard and stays
 * open.
 */
class TimedAttempt {

	private static final Log logger = LogFactory.getLog(TimedAttempt.class);

	private enum State {

		WAITING, READING, LATE, ENDED, ABORTED, ABANDONED

	}

	private final String target;

	private final Attempt attempt;

	private final BiFunction<Runnable, Duration, Future<?>> scheduler;

	private final Thread thread = Thread.currentThread();

	// Held while a wait is aborted, so that the waiting thread continues only after the
	// interrupt has arrived
	private final ReentrantLock lock = new ReentrantLock();

	private volatile State state = State.WAITING;

	private volatile @Nullable Future<?> alarm;

	private @Nullable Runnable abort;

	private @Nullable Runnable closeLibraryBody;

	private @Nullable Runnable closeBody;

	private @Nullable Completion completion;

	private boolean expired;

	TimedAttempt(String target, Attempt attempt, BiFunction<Runnable, Duration, Future<?>> scheduler) {
		this.target = target;
		this.attempt = attempt;
		this.scheduler = scheduler;
	}

	void arm() {
		locked(() -> this.alarm = this.scheduler.apply(this::expire, this.attempt.timeLeft()));
	}

	Deadline deadlineOfCallsWithin() {
		return this.attempt.deadlineOfCallsWithin();
	}

	Duration timeLeft() {
		return this.attempt.timeLeft();
	}

	/**
	 * Set the action that makes the client library abort the request. Called from any
	 * thread.
	 */
	void onAbort(Runnable abort) {
		locked(() -> {
			this.abort = abort;
			this.closeLibraryBody = null;
			if (isAborted()) {
				abort.run();
			}
		});
	}

	/**
	 * Set the action that closes the client library's body, which interceptors or a
	 * buffer may read before the caller does.
	 */
	void onAbortOfBody(Runnable closeLibraryBody) {
		locked(() -> {
			this.closeLibraryBody = closeLibraryBody;
			if (isAborted()) {
				closeLibraryBody.run();
			}
		});
	}

	/**
	 * Record that the response has started and that its body has not been read yet.
	 * @throws IOException if the attempt has been aborted
	 */
	void answered(Runnable closeBody) throws IOException {
		this.lock.lock();
		try {
			this.closeBody = closeBody;
			this.attempt.pause();
			if (this.state == State.WAITING) {
				this.state = State.READING;
				return;
			}
			takeBackInterrupt();
			if (this.abort == null) {
				// Late but complete
				this.state = State.LATE;
				this.expired = true;
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		closeBody.run();
		throw reason(null);
	}

	/**
	 * Record that the wait for a response has failed.
	 * @return the error to throw: the given one or a timeout. A client library fails with
	 * an {@link IOException}. Any other exception comes from a call within the attempt,
	 * for example one that fetches a token, and is not replaced by a timeout
	 */
	Exception failed(Exception error) {
		cancelAlarm();
		this.lock.lock();
		try {
			if (this.state == State.WAITING) {
				this.state = State.ENDED;
				return error;
			}
			takeBackInterrupt();
			return (error instanceof IOException) ? reason(error) : error;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Set the completion to call when the body has been read, or at the latest when the
	 * timeout expires.
	 */
	void deliver(Completion completion) {
		this.lock.lock();
		try {
			this.completion = completion;
			if (!this.expired) {
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		completion.ended(isAborted() ? timeout(null) : null);
	}

	/**
	 * Record that the caller is waiting for more of the body.
	 */
	void waits() {
		if (this.state != State.READING) {
			return;
		}
		locked(() -> {
			this.attempt.resume();
			if (this.alarm == null && this.state == State.READING) {
				arm();
			}
		});
	}

	/**
	 * Record that the caller has received more of the body and is processing it.
	 */
	void works() {
		this.attempt.pause();
	}

	/**
	 * Check after each read that the attempt has not timed out: a closed body may look
	 * like the end of the body.
	 * @throws IOException if the attempt has timed out
	 */
	void checkTime(@Nullable Exception error) throws IOException {
		if (isAborted()) {
			throw timeout(error);
		}
	}

	void ended(@Nullable IOException error) {
		locked(() -> {
			if (this.state == State.READING) {
				this.state = State.ENDED;
			}
			cancelAlarm();
		});
		complete(error);
	}

	private void complete(@Nullable IOException error) {
		Completion completion = this.completion;
		if (completion != null) {
			completion.ended(error);
		}
	}

	private void expire() {
		this.lock.lock();
		try {
			this.alarm = null;
			if (this.state == State.WAITING) {
				this.state = State.ABORTED;
				abortWait();
				return;
			}
			if (this.state != State.READING) {
				return;
			}
			if (this.attempt.timeLeft().isZero()) {
				this.state = State.ABORTED;
			}
			else if (!this.attempt.isPaused()) {
				arm();
				return;
			}
			this.expired = true;
		}
		finally {
			this.lock.unlock();
		}
		expiredReading();
	}

	private void abortWait() {
		try {
			run(this.abort);
			run(this.closeLibraryBody);
		}
		finally {
			this.thread.interrupt();
		}
	}

	private void expiredReading() {
		if (!isAborted()) {
			complete(null);
			return;
		}
		complete(timeout(null));
		run(this.abort);
		run(this.closeLibraryBody);
		run(this.closeBody);
	}

	private static void run(@Nullable Runnable action) {
		if (action != null) {
			action.run();
		}
	}

	/**
	 * Abort the request on this thread, too, if the attempt has timed out. A client
	 * library that reads the rest of a body before it closes the response could keep
	 * other threads from closing the body.
	 */
	void abortIfTimedOut() {
		if (isAborted()) {
			run(this.abort);
			run(this.closeLibraryBody);
		}
	}

	/**
	 * Abort the wait for a response that is no longer needed, if it has not started. The
	 * waiting thread gets an {@link IOException}.
	 */
	void abandon() {
		locked(() -> {
			if (this.state == State.WAITING) {
				this.state = State.ABANDONED;
				cancelAlarm();
				abortWait();
			}
		});
	}

	boolean isAborted() {
		return isTimedOut() || this.state == State.ABANDONED;
	}

	boolean isTimedOut() {
		return this.state == State.ABORTED;
	}

	/**
	 * Clear the interrupt: it was meant for this attempt and must not affect what the
	 * thread does next.
	 */
	private static void takeBackInterrupt() {
		boolean taken = Thread.interrupted();
		logger.trace(taken ? "Cleared an interrupt" : "The interrupt had already been cleared");
	}

	private IOException reason(@Nullable Exception cause) {
		return isTimedOut() ? timeout(cause)
				: new IOException("Canceled: another instance of '" + this.target + "' has responded", cause);
	}

	private IOException timeout(@Nullable Exception cause) {
		IOException timeout = new SocketTimeoutException(
				"No complete response from '" + this.target + "' within " + this.attempt.limit().toMillis() + " ms");
		if (cause != null) {
			timeout.initCause(cause);
		}
		return timeout;
	}

	private void cancelAlarm() {
		Future<?> alarm = this.alarm;
		if (alarm != null) {
			alarm.cancel(false);
		}
	}

	private void locked(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			this.lock.unlock();
		}
	}

}
