package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One figure from several runs: the median and the range.
 *
 * @param values the known values, in ascending order
 */
record Figure(List<Double> values) {

	/**
	 * Figure of the known values: {@code NaN} is skipped, infinity is not.
	 */
	static Figure of(DoubleStream values) {
		return new Figure(values.filter((value) -> !Double.isNaN(value)).sorted().boxed().toList());
	}

	boolean isKnown() {
		return !this.values.isEmpty();
	}

	/**
	 * The median; {@code NaN} if no value is known.
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
	 * The range; empty if all values are formatted alike.
	 */
	String range(Unit unit) {
		String low = unit.write(lowest());
		String high = unit.write(highest());
		return low.equals(high) ? "" : low + " to " + high;
	}

}
