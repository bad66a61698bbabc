package io.github.resiliencestarter.report;

import java.util.stream.Stream;

/**
 * Which line is whose.
 */
final class Legend {

	private Legend() {
	}

	/**
	 * A list of set-ups with their lines.
	 */
	static Tag of(Stream<Contender> contenders) {
		return Tag.of("ul")
			.with("class", "legend")
			.add(contenders
				.map((contender) -> Tag.of("li", line(contender), Tag.of("span", " " + contender.toString()))))
			.add(Tag.of("li", Tag.of("span").with("class", "fault"), Tag.of("span", " the fault lasts")));
	}

	/**
	 * A piece of the line of a set-up. Its name is beside it.
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
