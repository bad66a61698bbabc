package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A fault in a fleet, and the requirements on its effects.
 *
 * @param name its name on the command line
 * @param says the fault, in words
 * @param setting the state of the fleet before the fault
 * @param traffic the requests during the scenario
 * @param bad the instance that should get no requests during the fault, if there is one
 * @param begin starts the fault
 * @param end ends the fault
 * @param bars the requirements
 */
record Scenario(String name, String says, Setting setting, Traffic traffic, @Nullable String bad, Consumer<Stage> begin,
		Consumer<Stage> end, List<Bar> bars) {

	/**
	 * A scenario of checkouts without a single bad instance.
	 */
	static Scenario of(String name, String says, Consumer<Stage> begin, Consumer<Stage> end) {
		return new Scenario(name, says, Setting.USUAL, Traffic.to(Traffic.CHECKOUT), null, begin, end, List.of());
	}

	Scenario in(Setting setting) {
		return new Scenario(this.name, this.says, setting, this.traffic, this.bad, this.begin, this.end, this.bars);
	}

	Scenario under(Traffic traffic) {
		return new Scenario(this.name, this.says, this.setting, traffic, this.bad, this.begin, this.end, this.bars);
	}

	Scenario inWhichBadIs(String instance) {
		return new Scenario(this.name, this.says, this.setting, this.traffic, instance, this.begin, this.end,
				this.bars);
	}

	Scenario mustShow(Bar... bars) {
		return new Scenario(this.name, this.says, this.setting, this.traffic, this.bad, this.begin, this.end,
				List.of(bars));
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * State of a fleet before a scenario, and what is counted after it.
	 *
	 * @param options JVM options by instance
	 * @param prepare prepares the fleet
	 * @param restore restores the fleet
	 * @param without the setups for which the scenario is not run
	 * @param count counts the effects when all requests have been sent
	 */
	record Setting(Map<String, String> options, Consumer<FleetControl> prepare, Consumer<FleetControl> restore,
			Set<SetUp> without, Consumer<Stage> count) {

		/**
		 * The fleet as started by {@code ./fleet up}.
		 */
		static final Setting USUAL = new Setting(Map.of(), (fleet) -> {
		}, (fleet) -> {
		}, Set.of(), (stage) -> {
		});

		Setting with(Map<String, String> options) {
			return new Setting(options, this.prepare, this.restore, this.without, this.count);
		}

		Setting after(Consumer<FleetControl> prepare, Consumer<FleetControl> restore) {
			return new Setting(this.options, prepare, restore, this.without, this.count);
		}

		Setting without(SetUp... setUps) {
			return new Setting(this.options, this.prepare, this.restore, Set.of(setUps), this.count);
		}

		Setting counting(Consumer<Stage> count) {
			return new Setting(this.options, this.prepare, this.restore, this.without, count);
		}

	}

}
