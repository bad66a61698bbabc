package io.github.resiliencestarter.guard;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Clock of the guards and their two ways to wait.
 *
 * @param nanoClock the monotonic clock in nanoseconds
 * @param sleeper the way a blocking call waits
 * @param scheduler the way a reactive call waits, which most applications never need
 */
record GuardTime(LongSupplier nanoClock, Sleeper sleeper, Supplier<Scheduler> scheduler) {

	static GuardTime system() {
		return new GuardTime(System::nanoTime, Sleeper.parking(System::nanoTime), Schedulers::parallel);
	}

}
