package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Pause of the calling thread, a parameter so that tests need not wait.
 */
@FunctionalInterface
interface Sleeper {

	void sleep(Duration pause) throws InterruptedException;

	/**
	 * Sleeper that parks the thread: it costs a virtual thread no carrier.
	 */
	static Sleeper parking(LongSupplier nanoClock) {
		return (pause) -> {
			long end = nanoClock.getAsLong() + pause.toNanos();
			for (long left = pause.toNanos(); left > 0; left = end - nanoClock.getAsLong()) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				LockSupport.parkNanos(left);
			}
		};
	}

}
