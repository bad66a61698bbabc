package io.github.resiliencestarter.report;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * Severity of a share of failed requests, shown as a word and, by the class with its name
 * in {@code report.css}, as a color.
 */
enum Level {

	NOBODY(0), FEW(1), SOME(10), MANY(50), MOST(100);

	private final double mostPercent;

	Level(double mostPercent) {
		this.mostPercent = mostPercent;
	}

	/**
	 * Level of the runs of one setup. {@code NOBODY} means that no request failed in any
	 * of them.
	 */
	static Level of(Figure failedPercent) {
		Level level = Stream.of(values())
			.filter((each) -> failedPercent.median() <= each.mostPercent)
			.findFirst()
			.orElse(MOST);
		return (level == NOBODY && failedPercent.highest() > 0) ? FEW : level;
	}

	String says() {
		return switch (this) {
			case NOBODY -> "none failed";
			case FEW -> "few failed";
			case SOME -> "some failed";
			case MANY -> "many failed";
			case MOST -> "most failed";
		};
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
