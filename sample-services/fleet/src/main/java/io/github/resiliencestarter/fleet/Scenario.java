package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Thing that happens to a fleet, and what has to come of it.
 *
 * @param name its name on the command line
 * @param says what happens, in words
 * @param setting what the fleet has to be like before
 * @param traffic what is asked of it meanwhile
 * @param bad the instance that should get no traffic while the fault lasts, if it is one
 * @param begin lets it happen
 * @param end undoes it
 * @param bars what has to come of it
 */
record Scenario(String name, String says, Setting setting, Traffic traffic, @Nullable String bad, Consumer<Stage> begin,
		Consumer<Stage> end, List<Bar> bars) {

	/**
	 * A scenario of checkouts, that starts out as one in which several instances have a
	 * part.
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
	 * What a fleet has to be like before something happens to it.
	 *
	 * @param options what the JVMs of some instances have to be told, by instance
	 * @param prepare what is done to the fleet
	 * @param restore undoes that
	 * @param without the set-ups of which the scenario asks nothing
	 */
	record Setting(Map<String, String> options, Consumer<FleetControl> prepare, Consumer<FleetControl> restore,
			Set<SetUp> without) {

		/**
		 * As {@code ./fleet up} makes it.
		 */
		static final Setting USUAL = new Setting(Map.of(), (fleet) -> {
		}, (fleet) -> {
		}, Set.of());

		Setting with(Map<String, String> options) {
			return new Setting(options, this.prepare, this.restore, this.without);
		}

		Setting after(Consumer<FleetControl> prepare, Consumer<FleetControl> restore) {
			return new Setting(this.options, prepare, restore, this.without);
		}

		Setting without(SetUp... setUps) {
			return new Setting(this.options, this.prepare, this.restore, Set.of(setUps));
		}

	}

}
