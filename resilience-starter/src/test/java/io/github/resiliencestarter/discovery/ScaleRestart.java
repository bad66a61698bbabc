package io.github.resiliencestarter.discovery;

/**
 * Restart of instances of a service, one after another. Each one is away for the time of
 * eight restarts, so that each restart is two changes.
 */
final class ScaleRestart {

	private static final int AWAY = 8;

	private final ScaleService service;

	private final int instances;

	private final long nanos;

	private final long start;

	private int steps;

	/**
	 * Creates a restart.
	 * @param service the service
	 * @param instances the number of instances
	 * @param nanos the duration
	 * @param start the start
	 */
	ScaleRestart(ScaleService service, int instances, long nanos, long start) {
		this.service = service;
		this.instances = instances;
		this.nanos = nanos;
		this.start = start;
	}

	String target() {
		return this.service.name();
	}

	/**
	 * Makes the changes that are due.
	 * @return whether there were any
	 */
	boolean advance(long now) {
		int all = 2 * (this.instances + AWAY);
		int due = (int) Math.min(all, 1 + (now - this.start) * all / Math.max(1, this.nanos));
		boolean changed = false;
		for (; this.steps < due; this.steps++) {
			int instance = this.steps / 2;
			if (this.steps % 2 == 0 && instance < this.instances) {
				this.service.remove(instance);
				changed = true;
			}
			else if (this.steps % 2 == 1 && instance >= AWAY) {
				this.service.add(instance - AWAY);
				changed = true;
			}
		}
		if (changed) {
			this.service.changed(now);
		}
		return changed;
	}

}
