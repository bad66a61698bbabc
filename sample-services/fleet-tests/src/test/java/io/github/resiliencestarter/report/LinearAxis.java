package io.github.resiliencestarter.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Linear axis. Steps are at least 1, because all values are counts.
 *
 * @param low the low end
 * @param high the high end
 * @param step the distance between ticks
 */
record LinearAxis(double low, double high, double step) implements Axis {

	private static final int MOST_TICKS = 5;

	/**
	 * Axis from zero to a round number that is not less than the highest value.
	 */
	static LinearAxis upTo(double highest) {
		double end = (highest > 0) ? highest : 1;
		double step = step(end);
		return new LinearAxis(0, Math.ceil(end / step) * step, step);
	}

	/**
	 * Axis exactly from one value to another.
	 */
	static LinearAxis between(double low, double high) {
		double end = (high > low) ? high : low + 1;
		return new LinearAxis(low, end, step(end - low));
	}

	private static double step(double length) {
		double power = Math.pow(10, Math.floor(Math.log10(length / MOST_TICKS)));
		double step = 10 * power;
		for (int factor : List.of(5, 2, 1)) {
			step = (factor * power * MOST_TICKS >= length) ? factor * power : step;
		}
		return Math.max(1, step);
	}

	@Override
	public double place(double value) {
		return (value - this.low) / (this.high - this.low);
	}

	@Override
	public List<Tick> ticks() {
		return LongStream.rangeClosed((long) Math.ceil(this.low / this.step), (long) Math.floor(this.high / this.step))
			.mapToObj((tick) -> new Tick(tick * this.step, String.format(Locale.ROOT, "%.0f", tick * this.step)))
			.toList();
	}

}
