package io.github.resiliencestarter.sample.faults;

import java.util.random.RandomGenerator;

/**
 * Applies the current fault to the requests of a protocol of its own. {@link FaultFilter}
 * is its counterpart for HTTP.
 */
public final class FaultyRequests {

	private final FaultSwitch faults;

	private final RandomGenerator random;

	FaultyRequests(FaultSwitch faults, RandomGenerator random) {
		this.faults = faults;
		this.random = random;
	}

	/**
	 * Applies the current fault to a request.
	 * @param serve serves the request, on any thread, possibly later
	 * @param fail fails the request
	 */
	public void apply(Runnable serve, Runnable fail) {
		Fault fault = this.faults.fault();
		if (!fault.hold().isZero()) {
			this.faults.hold(fault, serve);
		}
		else if (this.random.nextInt(100) < fault.errorPercent()) {
			fail.run();
		}
		else {
			serve.run();
		}
	}

}
