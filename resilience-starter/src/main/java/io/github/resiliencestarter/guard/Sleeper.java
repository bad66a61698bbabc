package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Strategy to pause the calling thread, injected so that tests do not have to wait.
 */
@FunctionalInterface
interface Sleeper {

	void sleep(Duration pause) throws InterruptedException;

	/**
	 * Returns a sleeper that parks the thread: a virtual thread releases its carrier.
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
