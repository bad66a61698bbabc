package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SoakReport}.
 */
class SoakReportTests {

	private static final SoakMinute KILLED = new SoakMinute("one is killed", "", 6000, Map.of());

	private static final SoakMinute DOWN = new SoakMinute("all are down", "orders-2 did not start; ", 6000,
			Map.of("503", 1700, "timeout", 3));

	@Test
	void aFaultHasTheFailuresOfAllItsMinutes() {
		assertThat(report((footprint) -> 1000).text("abc")).contains("4 of 4 minutes at 100 requests per second",
				"Commit abc,", "**All values are flat.** 3,406 of 24,000 requests failed.",
				"| one is killed | 2 | 12,000 | 0 | – |",
				"| all are down | 2 | 12,000 | 3,406 | 503: 3,400, timeout: 6 |", "* Minute 3: orders-2 did not start");
	}

	@Test
	void aValueThatGrowsIsNotFlat() {
		SoakReport report = report(
				(footprint) -> footprint.instance().equals("orders-1") ? 1000L << footprint.minute() : 1000);
		assertThat(report.isFlat()).isFalse();
		assertThat(report.text("abc")).contains("**Not all values are flat.**",
				"| storefront-1 | threads | 1,000.0 | 1,000.0 | 1,000.0 | 0.0 | yes |",
				"| orders-1 | threads | 1,000.0 | 2,000.0 | 8,000.0 | 180,000.0 | no |");
	}

	@Test
	void aMinuteHasTheSumOfTheInstances() {
		assertThat(report((footprint) -> 1000).text("abc"))
			.contains("| 0 | 0 | 3,000 | 3,000 | 3,000 | 3,000 | 3,000 | 3,000 | 3,000 |\n| 1 | 1,703 | 3,000 |");
	}

	@Test
	void aTestThatIsNotCompleteIsNotFlat() {
		SoakReport report = new SoakReport(100, 60, List.of(KILLED), List.of());
		assertThat(report.isFlat()).isFalse();
		assertThat(report.text("abc")).contains("1 of 60 minutes", "The test is not complete.",
				"| storefront-1 | threads | – | – | – | – | no |", "| 0 | 0 | – | – | – | – | – | – | – |");
	}

	private static SoakReport report(ToLongFunction<Footprint> value) {
		List<Footprint> footprints = IntStream.range(0, 4)
			.boxed()
			.flatMap((minute) -> SoakFault.SURVIVORS.stream().map((name) -> new Footprint(name, minute, Map.of())))
			.map((footprint) -> new Footprint(footprint.instance(), footprint.minute(),
					Stream.of(Measure.values())
						.collect(Collectors.toMap((measure) -> measure, (measure) -> value.applyAsLong(footprint)))))
			.toList();
		return new SoakReport(100, 4, List.of(KILLED, DOWN, KILLED, DOWN), footprints);
	}

}
