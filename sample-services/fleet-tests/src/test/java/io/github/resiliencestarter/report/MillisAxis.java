package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Logarithmic axis of milliseconds.
 *
 * @param low the power of ten at the low end
 * @param high the power of ten at the high end
 */
record MillisAxis(int low, int high) implements Axis {

	/**
	 * Axis of at least one whole step that covers all values. Values that are not
	 * positive have no position.
	 */
	static MillisAxis of(List<Double> values) {
		List<Double> sorted = values.stream().filter((value) -> value > 0).sorted().toList();
		if (sorted.isEmpty()) {
			return new MillisAxis(0, 1);
		}
		int low = (int) Math.floor(Math.log10(sorted.get(0)));
		int high = (int) Math.ceil(Math.log10(sorted.get(sorted.size() - 1)));
		return new MillisAxis(low, Math.max(high, low + 1));
	}

	@Override
	public double place(double value) {
		return (value > 0) ? (Math.log10(value) - this.low) / (this.high - this.low) : Double.NaN;
	}

	@Override
	public List<Tick> ticks() {
		return IntStream.rangeClosed(this.low, this.high)
			.mapToObj((power) -> new Tick(Math.pow(10, power), text(power)))
			.toList();
	}

	private static String text(int power) {
		if (power >= 3) {
			return Unit.COUNT.write(Math.pow(10, power - 3)) + " s";
		}
		return (power < 0) ? Math.pow(10, power) + " ms" : Unit.COUNT.write(Math.pow(10, power)) + " ms";
	}

}
