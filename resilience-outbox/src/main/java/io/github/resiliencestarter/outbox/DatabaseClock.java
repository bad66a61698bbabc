package io.github.resiliencestarter.outbox;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.github.kagkarlsson.scheduler.Clock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;

/**
 * Clock of the database, so that all nodes agree on the time: a node whose own clock is
 * wrong, or jumps, neither takes over the work of others nor lets messages expire.
 * Between two readings it advances with the monotonic clock.
 */
class DatabaseClock implements Clock {

	private static final Log logger = LogFactory.getLog(DatabaseClock.class);

	private static final long READING_INTERVAL = TimeUnit.SECONDS.toNanos(30);

	private final LongSupplier databaseMillis;

	private final LongSupplier nanoClock;

	private volatile Reading reading;

	/**
	 * Creates the clock.
	 * @param databaseMillis reads the time of the database
	 * @param nanoClock the monotonic clock
	 */
	DatabaseClock(LongSupplier databaseMillis, LongSupplier nanoClock) {
		this.databaseMillis = databaseMillis;
		this.nanoClock = nanoClock;
		this.reading = read();
	}

	private Reading read() {
		long before = this.nanoClock.getAsLong();
		long millis = this.databaseMillis.getAsLong();
		return new Reading(millis, before + (this.nanoClock.getAsLong() - before) / 2);
	}

	/**
	 * Reads the time of the database again if the last reading is old.
	 */
	void refresh() {
		if (this.nanoClock.getAsLong() - this.reading.nanos() < READING_INTERVAL) {
			return;
		}
		try {
			this.reading = read();
		}
		catch (DataAccessException ex) {
			logger.debug("The time of the database could not be read", ex);
		}
	}

	/**
	 * Returns the time in milliseconds.
	 */
	long millis() {
		Reading reading = this.reading;
		return reading.millis() + TimeUnit.NANOSECONDS.toMillis(this.nanoClock.getAsLong() - reading.nanos());
	}

	@Override
	public Instant now() {
		return Instant.ofEpochMilli(millis());
	}

	/**
	 * Reading of both clocks.
	 */
	private record Reading(long millis, long nanos) {

	}

}
