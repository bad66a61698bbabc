package io.github.resiliencestarter.fleet;

/**
 * What a process holds, and must not hold more of with time.
 */
enum Measure {

	/**
	 * Physical memory.
	 */
	RESIDENT("resident memory, KiB"),

	/**
	 * Heap in use after a garbage collection.
	 */
	LIVE_HEAP("live heap, KiB"),

	/**
	 * All threads.
	 */
	THREADS("threads"),

	/**
	 * Threads that the starter has created.
	 */
	STARTER_THREADS("threads of the starter"),

	/**
	 * Open file descriptors, including connections.
	 */
	DESCRIPTORS("open file descriptors"),

	/**
	 * Lines of {@code /actuator/prometheus}.
	 */
	SERIES("time series"),

	/**
	 * Targets of {@code /actuator/resilience}, and their instances.
	 */
	LISTED("targets and instances");

	private final String says;

	Measure(String says) {
		this.says = says;
	}

	@Override
	public String toString() {
		return this.says;
	}

}
