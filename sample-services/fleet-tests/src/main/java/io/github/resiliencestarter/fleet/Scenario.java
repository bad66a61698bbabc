package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Thing that happens to a fleet, and what has to come of it.
 *
 * @param name its name on the command line
 * @param says what happens, in words
 * @param options what the JVMs of some instances have to be told before, by instance
 * @param bad the instance that should get no traffic while the fault lasts, if it is one
 * @param begin lets it happen
 * @param end undoes it
 * @param bars what has to come of it
 */
record Scenario(String name, String says, Map<String, String> options, @Nullable String bad, Consumer<Stage> begin,
		Consumer<Stage> end, List<Bar> bars) {

	/**
	 * A scenario that starts out as one in which several instances have a part.
	 */
	static Scenario of(String name, String says, Consumer<Stage> begin, Consumer<Stage> end) {
		return new Scenario(name, says, Map.of(), null, begin, end, List.of());
	}

	Scenario with(Map<String, String> options) {
		return new Scenario(this.name, this.says, options, this.bad, this.begin, this.end, this.bars);
	}

	Scenario inWhichBadIs(String instance) {
		return new Scenario(this.name, this.says, this.options, instance, this.begin, this.end, this.bars);
	}

	Scenario mustShow(Bar... bars) {
		return new Scenario(this.name, this.says, this.options, this.bad, this.begin, this.end, List.of(bars));
	}

	@Override
	public String toString() {
		return this.name;
	}

}
