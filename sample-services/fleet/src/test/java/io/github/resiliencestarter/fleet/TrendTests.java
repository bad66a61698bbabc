package io.github.resiliencestarter.fleet;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Trend}.
 */
class TrendTests {

	@Test
	void hasTheMeansOfQuartersAndTheSlopeAfterTheFirst() {
		Trend trend = Trend.of(values((minute) -> (minute < 15) ? 7 : 1000 + 2 * minute), 60);
		assertThat(trend.first()).isEqualTo(7);
		assertThat(trend.second()).isEqualTo(1000 + 2 * 22);
		assertThat(trend.last()).isEqualTo(1000 + 2 * 52);
		assertThat(trend.perHour()).isEqualTo(120, within(1e-9));
	}

	@Test
	void isFlatUpToFivePercentOverTheSecondQuarter() {
		assertThat(Trend.of(values((minute) -> (minute < 45) ? 1000 : 1050), 60).isFlat()).isTrue();
		assertThat(Trend.of(values((minute) -> (minute < 45) ? 1000 : 1051), 60).isFlat()).isFalse();
		assertThat(Trend.of(values((minute) -> (minute < 45) ? 1000 : 500), 60).isFlat()).isTrue();
	}

	@Test
	void growthInTheFirstQuarterDoesNotCount() {
		assertThat(Trend.of(values((minute) -> (minute < 15) ? 1 : 1000), 60).isFlat()).isTrue();
	}

	@Test
	void oneMoreOfAFewIsFlat() {
		assertThat(Trend.of(values((minute) -> (minute < 45) ? 5 : 6), 60).isFlat()).isTrue();
		assertThat(Trend.of(values((minute) -> (minute < 45) ? 5 : 7), 60).isFlat()).isFalse();
	}

	@Test
	void aMissingValueIsLeftOutAndAMissingQuarterIsNotFlat() {
		Map<Integer, Long> values = values((minute) -> 1000);
		values.remove(50);
		assertThat(Trend.of(values, 60)).isEqualTo(new Trend(1000, 1000, 1000, 0)).matches(Trend::isFlat);
		values.keySet().removeIf((minute) -> minute >= 45);
		assertThat(Trend.of(values, 60).isFlat()).isFalse();
		assertThat(Trend.of(Map.of(), 60).isFlat()).isFalse();
	}

	private static Map<Integer, Long> values(IntToLongFunction value) {
		Map<Integer, Long> values = new TreeMap<>();
		IntStream.range(0, 60).forEach((minute) -> values.put(minute, value.applyAsLong(minute)));
		return values;
	}

}
