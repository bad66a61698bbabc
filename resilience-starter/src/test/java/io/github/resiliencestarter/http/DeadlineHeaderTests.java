package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.deadline.DeadlineRecipients;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeadlineHeader}.
 */
class DeadlineHeaderTests {

	@ParameterizedTest
	@CsvSource({ "5000, 4900", "1400, 1300", "600, 540", "9, 9", "1, 1", "0, 1" })
	void leavesTimeForTheResponse(long limit, String sent) {
		DeadlineHeader header = new DeadlineHeader(new DeadlineProperties(true, "X-Left", true, DeadlineRecipients.ALL,
				Duration.ofSeconds(30), Duration.ofSeconds(60)));
		Map<String, String> headers = new HashMap<>();
		header.addTo(Duration.ofMillis(limit), headers::put, new HashMap<String, Object>()::put);
		assertThat(headers).containsOnly(Map.entry("X-Left", sent));
	}

}
