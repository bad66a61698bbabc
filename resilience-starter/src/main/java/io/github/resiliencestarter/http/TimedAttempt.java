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
 * Blocking attempt with a limit on the time that the caller waits for the target: for the
 * response, and in each read of its body. What the caller does between two reads does not
 * count.
 * <p>
 * How a wait ends depends on the client library: an interrupt ends that of the JDK's
 * client, and of every library on a virtual thread; for others {@link #onAbort} says how.
 * The read of a body ends when the body is closed. If nothing ends a wait, the caller
 * gets the response when it comes.
 * <p>
 * A body that is still open when the time is up, but not waited for, gives back what it
 * holds of the guard and goes on: its caller is slow or has forgotten it.
 */
class TimedAttempt {

	private static final Log logger = LogFactory.getLog(TimedAttempt.class);

	private enum State {

		WAITING, READING, LATE, ENDED, ABORTED

	}

	private final String target;

	private final Attempt attempt;

	private final BiFunction<Runnable, Duration, Future<?>> scheduler;

	private final Thread thread = Thread.currentThread();

	// Held while a wait is aborted: who waited goes on only when the interrupt has come
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
	 * Tells how to make the client library give up, from any thread.
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
	 * Tells how to close the body that the client library has given, which others may
	 * read before the caller does: interceptors, or a buffer.
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
	 * The response has begun; its body is still to be read.
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
				// Too late, but whole
				this.state = State.LATE;
				this.expired = true;
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		closeBody.run();
		throw timeout(null);
	}

	/**
	 * The wait for a response has failed.
	 * @return the error to throw: the given one, or that time was up. A client library
	 * fails with an {@link IOException}; anything else comes from a call within the
	 * attempt, such as that for a token, which then owns the timeout
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
			return (error instanceof IOException) ? timeout(error) : error;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tells what to complete when the body has been read, or at the latest when the time
	 * is up.
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
	 * The caller begins to wait for more of the body.
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
	 * The caller has received more of the body and works on it.
	 */
	void works() {
		this.attempt.pause();
	}

	/**
	 * Check after each step of a read: what a closed body returns may look like its end.
	 * @throws IOException if time was up
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

	boolean isAborted() {
		return this.state == State.ABORTED;
	}

	/**
	 * Take back the interrupt: it was meant for this attempt and must not hit what the
	 * thread does next.
	 */
	private static void takeBackInterrupt() {
		boolean taken = Thread.interrupted();
		logger.trace(taken ? "Took back an interrupt" : "The interrupt was used up");
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
