package io.github.resiliencestarter.fleet;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The {@link Pace} of the machine.
 */
final class SystemPace implements Pace {

	private final LongSupplier clock = System::nanoTime;

	@Override
	public long nanos() {
		return this.clock.getAsLong();
	}

	@Override
	public void awaitUntil(long nanos) {
		long left = nanos - nanos();
		while (left > 0) {
			LockSupport.parkNanos(left);
			left = nanos - nanos();
		}
	}

}
