package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TallyTests {

	private static final Outcome OK = Outcome.ofStatus(200);

	@Test
	void percentilesAreThoseOfTheNearestRank() {
		Tally tally = new Tally(200);
		for (int request = 0; request < 200; request++) {
			tally.record(request, OK, Duration.ofMillis(200 - request).toNanos());
		}
		assertThat(tally.report(0)).isEqualTo(new LoadReport(200, 0, Map.of("200", 200), 100, 198, 200));
	}

	@Test
	void oneRequestIsAllPercentiles() {
		Tally tally = new Tally(1);
		tally.record(0, OK, Duration.ofMillis(7).toNanos());
		assertThat(tally.report(0)).isEqualTo(new LoadReport(1, 0, Map.of("200", 1), 7, 7, 7));
	}

	@Test
	void aRequestIsCountedOnceWithWhatBecameOfItFirst() {
		Tally tally = new Tally(1);
		tally.record(0, Outcome.TIMEOUT, 1);
		tally.record(0, OK, 2);
		assertThat(tally.report(0).statuses()).isEqualTo(Map.of("timeout", 1));
	}

	@Test
	void anAnswerAfterTheReportChangesNothing() {
		Tally tally = new Tally(2);
		tally.record(0, OK, 1);
		LoadReport report = tally.report(Duration.ofSeconds(10).toNanos());
		tally.record(1, OK, 2);
		assertThat(report.statuses()).isEqualTo(Map.of("200", 1, "timeout", 1));
		assertThat(report.maxMs()).isEqualTo(10_000);
	}

}
