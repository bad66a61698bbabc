package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What several runs say of one thing: the median, and from where to where they go.
 *
 * @param values what is known, from the lowest to the highest
 */
record Figure(List<Double> values) {

	/**
	 * Figure of the values that are known: {@code NaN} is left out, infinity is not.
	 */
	static Figure of(DoubleStream values) {
		return new Figure(values.filter((value) -> !Double.isNaN(value)).sorted().boxed().toList());
	}

	boolean isKnown() {
		return !this.values.isEmpty();
	}

	/**
	 * The value in the middle, or between the two there; {@code NaN} if none is known.
	 */
	double median() {
		if (!isKnown()) {
			return Double.NaN;
		}
		int middle = this.values.size() / 2;
		double upper = this.values.get(middle);
		return (this.values.size() % 2 != 0) ? upper : (this.values.get(middle - 1) + upper) / 2;
	}

	double lowest() {
		return isKnown() ? this.values.get(0) : Double.NaN;
	}

	double highest() {
		return isKnown() ? this.values.get(this.values.size() - 1) : Double.NaN;
	}

	/**
	 * The median, and the range if there is one.
	 */
	String write(Unit unit) {
		String range = range(unit);
		return range.isEmpty() ? unit.write(median()) : "%s (%s)".formatted(unit.write(median()), range);
	}

	/**
	 * The range, empty if all that is known reads the same.
	 */
	String range(Unit unit) {
		String low = unit.write(lowest());
		String high = unit.write(highest());
		return low.equals(high) ? "" : low + " to " + high;
	}

}
