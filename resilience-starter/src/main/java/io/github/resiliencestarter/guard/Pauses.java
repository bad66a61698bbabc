package io.github.resiliencestarter.guard;

import java.util.function.LongSupplier;

/**
 * Pauses of the clock of one attempt; most attempts have none. Safe for use by many
 * threads.
 */
final class Pauses {

	private final LongSupplier nanoClock;

	private long excluded;

	private long pausedAt;

	private boolean paused;

	Pauses(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	synchronized void begin() {
		if (!this.paused) {
			this.paused = true;
			this.pausedAt = this.nanoClock.getAsLong();
		}
	}

	synchronized void end() {
		if (this.paused) {
			this.paused = false;
			this.excluded += this.nanoClock.getAsLong() - this.pausedAt;
		}
	}

	synchronized boolean isPaused() {
		return this.paused;
	}

	/**
	 * Returns the reading of the clock without the pauses.
	 */
	synchronized long now() {
		long now = this.paused ? this.pausedAt : this.nanoClock.getAsLong();
		return now - this.excluded;
	}

}
