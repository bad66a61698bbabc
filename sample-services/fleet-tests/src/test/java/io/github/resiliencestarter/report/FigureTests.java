package io.github.resiliencestarter.report;

import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The median and the range of several runs.
 */
class FigureTests {

	@Test
	void oneRunHasNoRange() {
		assertThat(write(Unit.SECONDS, 2.34)).isEqualTo("2.3 s");
	}

	@Test
	void severalRunsHaveAMedianAndARange() {
		assertThat(write(Unit.SECONDS, 9, 2, 4)).isEqualTo("4.0 s (2.0 s to 9.0 s)");
		assertThat(write(Unit.SECONDS, 9, 2, 4, 5)).isEqualTo("4.5 s (2.0 s to 9.0 s)");
	}

	@Test
	void runsThatReadTheSameHaveNoRange() {
		assertThat(write(Unit.SECONDS, 2.01, 2.02)).isEqualTo("2.0 s");
	}

	@Test
	void whatNeverCameIsLongerThanAnything() {
		double never = Double.POSITIVE_INFINITY;
		assertThat(write(Unit.SECONDS, never, 1, 2)).isEqualTo("2.0 s (1.0 s to never)");
		assertThat(write(Unit.SECONDS, never, 1)).isEqualTo("never (1.0 s to never)");
		assertThat(write(Unit.SECONDS, never)).isEqualTo("never");
	}

	@Test
	void whatIsNotKnownDoesNotCount() {
		assertThat(write(Unit.TIMES, Double.NaN, 1.5)).isEqualTo("1.50 x");
		assertThat(write(Unit.TIMES, Double.NaN)).isEqualTo("–");
		assertThat(write(Unit.TIMES)).isEqualTo("–");
	}

	private static String write(Unit unit, double... values) {
		return Figure.of(DoubleStream.of(values)).write(unit);
	}

}
