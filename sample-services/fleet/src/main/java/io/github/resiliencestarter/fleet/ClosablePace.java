package io.github.resiliencestarter.fleet;

import java.time.Duration;

/**
 * {@link Pace} whose waits fail once it is closed, so that another thread can take over.
 */
final class ClosablePace implements Pace, AutoCloseable {

	private static final long STEP = Duration.ofMillis(50).toNanos();

	private final Pace delegate;

	private volatile boolean closed;

	ClosablePace(Pace delegate) {
		this.delegate = delegate;
	}

	@Override
	public long nanos() {
		return this.delegate.nanos();
	}

	@Override
	public void awaitUntil(long nanos) {
		requireOpen();
		while (nanos() < nanos) {
			this.delegate.awaitUntil(Math.min(nanos, nanos() + STEP));
			requireOpen();
		}
	}

	void pause(Duration duration) {
		awaitUntil(nanos() + duration.toNanos());
	}

	private void requireOpen() {
		if (this.closed) {
			throw new FleetException("The fleet is closed");
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
