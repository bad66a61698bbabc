package io.github.resiliencestarter.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Blocking attempt with a limit that holds while its answer is waited for and while the
 * body of the answer is read.
 * <p>
 * How a wait is ended depends on the client library: an interrupt ends that of the JDK's
 * client, and of every library on a virtual thread; for others {@link #onAbort} says how.
 * The read of a body is ended by closing it.
 */
class TimedAttempt {

	private static final Log logger = LogFactory.getLog(TimedAttempt.class);

	private enum State {

		WAITING, READING, ENDED, ABORTING, ABORTED

	}

	private final String target;

	private final Duration limit;

	private final Thread thread;

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private volatile @Nullable Future<?> timer;

	private volatile @Nullable Runnable abort;

	private volatile @Nullable Runnable closeBody;

	TimedAttempt(String target, Duration limit, Thread thread) {
		this.target = target;
		this.limit = limit;
		this.thread = thread;
	}

	void watch(Future<?> timer) {
		this.timer = timer;
	}

	/**
	 * Say how to make the client library give up, from any thread.
	 */
	void onAbort(Runnable abort) {
		this.abort = abort;
		if (isAborted()) {
			abort.run();
		}
	}

	/**
	 * The answer has begun; its body is still to be read.
	 * @throws IOException if it is too late
	 */
	void answered(Runnable closeBody) throws IOException {
		this.closeBody = closeBody;
		if (!this.state.compareAndSet(State.WAITING, State.READING)) {
			awaitAborted();
			closeBody.run();
			throw timeout(null);
		}
	}

	/**
	 * The wait for an answer has failed.
	 * @return the error to throw: the given one, or that time was up. A client library
	 * fails with an {@link IOException}; anything else comes from a call within the
	 * attempt, such as that for a token, which then owns the timeout
	 */
	Exception failed(Exception error) {
		cancelTimer();
		if (this.state.compareAndSet(State.WAITING, State.ENDED)) {
			return error;
		}
		awaitAborted();
		return (error instanceof IOException) ? timeout(error) : error;
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

	void ended() {
		this.state.compareAndSet(State.READING, State.ENDED);
		cancelTimer();
	}

	void abort() {
		if (this.state.compareAndSet(State.WAITING, State.ABORTING)) {
			try {
				run(this.abort);
			}
			finally {
				this.thread.interrupt();
				this.state.set(State.ABORTED);
			}
		}
		else if (this.state.compareAndSet(State.READING, State.ABORTED)) {
			run(this.abort);
			run(this.closeBody);
		}
	}

	private static void run(@Nullable Runnable action) {
		if (action != null) {
			action.run();
		}
	}

	boolean isAborted() {
		State state = this.state.get();
		return state == State.ABORTING || state == State.ABORTED;
	}

	/**
	 * Wait until the interrupt has arrived, and take it back: it was meant for this
	 * attempt and must not hit what the thread does next.
	 */
	private void awaitAborted() {
		while (this.state.get() == State.ABORTING) {
			Thread.onSpinWait();
		}
		boolean taken = Thread.interrupted();
		logger.trace(taken ? "Took back an interrupt" : "The interrupt was used up");
	}

	private IOException timeout(@Nullable Exception cause) {
		IOException timeout = new SocketTimeoutException(
				"No full answer from '" + this.target + "' within " + this.limit.toMillis() + " ms");
		if (cause != null) {
			timeout.initCause(cause);
		}
		return timeout;
	}

	private void cancelTimer() {
		Future<?> timer = this.timer;
		if (timer != null) {
			timer.cancel(false);
		}
	}

}
