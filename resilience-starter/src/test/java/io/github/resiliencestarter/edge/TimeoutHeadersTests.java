package io.github.resiliencestarter.edge;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.deadline.DeadlineRecipients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TimeoutHeaders}.
 */
class TimeoutHeadersTests {

	private static final Duration DEFAULT = Duration.ofSeconds(30);

	private final TimeoutHeaders headers = headers(true);

	@Test
	void givesTheDefaultWhenTheCallerSaysNothing() {
		assertThat(read(Map.of())).isEqualTo(DEFAULT);
	}

	@ParameterizedTest
	@CsvSource({ "1500,1500", "' 1500 ',1500", "0,0", "00012,12", "60001,60000", "999999999999999,60000" })
	void readsMillisecondsUpToTheMaximum(String value, long expected) {
		assertThat(read(Map.of("X-Request-Timeout-Ms", List.of(value)))).isEqualTo(Duration.ofMillis(expected));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "-9223372036854775808", "1e9", "NaN", "Infinity", "0x10", "1.5", "+5",
			"9999999999999999", "99999999999999999999999999999999", "1500ms", "\u0661\u0662", "1 2", "PT2S" })
	void takesWhatIsNoPlainNumberForAbsent(String value) {
		assertThat(read(Map.of("X-Request-Timeout-Ms", List.of(value)))).isEqualTo(DEFAULT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Request-Timeout-Ms", TimeoutHeaders.ENVOY })
	void ignoresWhatAnyoneCouldSend(String header) {
		assertThat(headers(false).read((name) -> name.equals(header) ? List.of("0") : List.of())).isEqualTo(DEFAULT);
	}

	@Test
	void takesTheSmallestOfSeveralValues() {
		assertThat(read(Map.of("X-Request-Timeout-Ms", List.of("900", "700, 800,x", "-1")))).hasMillis(700);
	}

	@Test
	void readsWhatEnvoySends() {
		assertThat(read(Map.of(TimeoutHeaders.ENVOY, List.of("250")))).hasMillis(250);
		assertThat(read(Map.of(TimeoutHeaders.ENVOY, List.of("250"), "X-Request-Timeout-Ms", List.of("100"))))
			.hasMillis(100);
	}

	private static TimeoutHeaders headers(boolean receive) {
		return new TimeoutHeaders(new DeadlineProperties(true, "X-Request-Timeout-Ms", receive,
				DeadlineRecipients.DISCOVERED, DEFAULT, Duration.ofSeconds(60)));
	}

	private Duration read(Map<String, List<String>> headers) {
		return this.headers.read((name) -> headers.getOrDefault(name, List.of()));
	}

}
