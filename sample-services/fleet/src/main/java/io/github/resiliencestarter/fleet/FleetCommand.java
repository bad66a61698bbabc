package io.github.resiliencestarter.fleet;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Command of {@code ./fleet}.
 */
abstract class FleetCommand implements Callable<Integer> {

	private final Settings settings;

	private final Console console;

	FleetCommand(Settings settings, Console console) {
		this.settings = settings;
		this.console = console;
	}

	Settings settings() {
		return this.settings;
	}

	Console console() {
		return this.console;
	}

	LocalFleet fleet() {
		return new LocalFleet(this.settings);
	}

	/**
	 * Returns the only instance in the arguments.
	 * @throws Misuse if the arguments are not one known instance
	 */
	static String instance(List<String> names) {
		String all = String.join(" ", Instances.ALL);
		if (names.size() != 1) {
			throw new Misuse("specify one instance: " + all);
		}
		if (!Instances.ALL.contains(names.get(0))) {
			throw new Misuse("unknown instance: %s; use one of %s".formatted(names.get(0), all));
		}
		return names.get(0);
	}

	/**
	 * Candidates for the name of an instance.
	 */
	static final class Names implements Iterable<String> {

		@Override
		public Iterator<String> iterator() {
			return Instances.ALL.iterator();
		}

	}

}
