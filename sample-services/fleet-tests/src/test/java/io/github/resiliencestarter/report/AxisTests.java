package io.github.resiliencestarter.report;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Where values are on a chart, and what is written beside it.
 */
class AxisTests {

	@Test
	void zerosAloneHaveAnAxisToOne() {
		assertThat(texts(LinearAxis.upTo(0))).containsExactly("0", "1");
		assertThat(texts(LinearAxis.upTo(Double.NaN))).containsExactly("0", "1");
		assertThat(LinearAxis.upTo(0).place(0)).isZero();
	}

	@Test
	void theHighestValueHasARoundNumberAboveIt() {
		assertThat(texts(LinearAxis.upTo(88))).containsExactly("0", "20", "40", "60", "80", "100");
		assertThat(texts(LinearAxis.upTo(3))).containsExactly("0", "1", "2", "3");
		assertThat(texts(LinearAxis.upTo(1234))).containsExactly("0", "500", "1000", "1500");
		assertThat(LinearAxis.upTo(88).place(50)).isEqualTo(0.5);
	}

	@Test
	void timeGoesFromBeforeTheFaultToTheEnd() {
		LinearAxis axis = LinearAxis.between(-10.2, 30.1);
		assertThat(texts(axis)).containsExactly("-10", "0", "10", "20", "30");
		assertThat(axis.place(-10.2)).isZero();
		assertThat(axis.place(30.1)).isEqualTo(1);
	}

	@Test
	void oneSecondHasAnAxisToo() {
		assertThat(LinearAxis.between(3, 3).place(3)).isZero();
	}

	@Test
	void millisecondsAreInPowersOfTen() {
		MillisAxis axis = MillisAxis.of(List.of(7.0, 2500.0, Double.NaN, 0.0));
		assertThat(texts(axis)).containsExactly("1 ms", "10 ms", "100 ms", "1 s", "10 s");
		assertThat(axis.place(100)).isCloseTo(0.5, within(1e-9));
		assertThat(axis.place(0)).isNaN();
		assertThat(axis.place(Double.NaN)).isNaN();
		assertThat(texts(MillisAxis.of(List.of(0.05)))).containsExactly("0.01 ms", "0.1 ms");
	}

	@Test
	void oneValueOrNoneHasAWholePowerOfTen() {
		assertThat(texts(MillisAxis.of(List.of(10.0)))).containsExactly("10 ms", "100 ms");
		assertThat(texts(MillisAxis.of(List.of(0.0)))).containsExactly("1 ms", "10 ms");
		assertThat(texts(MillisAxis.of(List.of()))).containsExactly("1 ms", "10 ms");
	}

	private static List<String> texts(Axis axis) {
		return axis.ticks().stream().map(Axis.Tick::text).toList();
	}

}
