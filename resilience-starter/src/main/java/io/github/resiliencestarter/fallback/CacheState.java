package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * State of a cache as its users see it. Each change is logged once. While the cache is
 * broken, one access in {@link #PAUSE} tests it. Thread-safe.
 */
class CacheState {

	static final Duration PAUSE = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(CacheState.class);

	private final String description;

	private final LongSupplier nanoClock;

	private boolean broken;

	private long nextTest;

	/**
	 * Create a state.
	 * @param description what the cache is for
	 * @param nanoClock the monotonic clock
	 */
	CacheState(String description, LongSupplier nanoClock) {
		this.description = description;
		this.nanoClock = nanoClock;
	}

	/**
	 * Return whether to access the cache.
	 */
	synchronized boolean isUsable() {
		if (!this.broken) {
			return true;
		}
		if (this.nanoClock.getAsLong() - this.nextTest < 0) {
			return false;
		}
		this.nextTest = this.nanoClock.getAsLong() + PAUSE.toNanos();
		return true;
	}

	/**
	 * Record that the cache works.
	 */
	synchronized void worked() {
		if (this.broken) {
			this.broken = false;
			logger.info("The cache for " + this.description + " works again");
		}
	}

	/**
	 * Record that the cache failed or was too slow.
	 */
	synchronized void failed(Throwable failure) {
		this.nextTest = this.nanoClock.getAsLong() + PAUSE.toNanos();
		if (!this.broken) {
			this.broken = true;
			logger.warn("The cache for " + this.description + " failed (" + failure
					+ "); calls continue without last good answers, and the cache is tested every " + PAUSE.toSeconds()
					+ " s");
		}
		logger.debug("The cache for " + this.description + " failed", failure);
	}

}
