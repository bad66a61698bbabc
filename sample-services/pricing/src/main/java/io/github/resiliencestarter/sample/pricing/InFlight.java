package io.github.resiliencestarter.sample.pricing;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Queries in flight, which a shutdown waits for. Safe for use by many threads.
 */
final class InFlight {

	// The first party is the server itself
	private final Phaser queries = new Phaser(1);

	void enter() {
		this.queries.register();
	}

	void leave() {
		this.queries.arriveAndDeregister();
	}

	/**
	 * Waits until no query is in flight.
	 * @param limit the time to wait at most
	 * @return whether no query is in flight
	 * @throws InterruptedException if this thread is interrupted
	 */
	boolean awaitNone(Duration limit) throws InterruptedException {
		try {
			this.queries.awaitAdvanceInterruptibly(this.queries.arrive(), limit.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
	}

}
