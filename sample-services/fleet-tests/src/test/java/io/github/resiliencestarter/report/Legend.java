package io.github.resiliencestarter.report;

import java.util.stream.Stream;

/**
 * Legend of the charts.
 */
final class Legend {

	private Legend() {
	}

	/**
	 * A list of setups with their lines.
	 */
	static Tag of(Stream<Contender> contenders) {
		return Tag.of("ul")
			.with("class", "legend")
			.add(contenders
				.map((contender) -> Tag.of("li", line(contender), Tag.of("span", " " + contender.toString()))))
			.add(Tag.of("li", Tag.of("span").with("class", "fault"), Tag.of("span", " fault")));
	}

	/**
	 * A sample of the line of a setup, shown next to its name.
	 */
	static Tag line(Contender contender) {
		return Tag.of("svg")
			.with("class", "key")
			.with("viewBox", "0 0 44 12")
			.with("aria-hidden", true)
			.add(Plane.path("line " + contender, "M1 6H43"))
			.add(Plane.path("marker " + contender, "M22 6" + contender.marker()));
	}

}
