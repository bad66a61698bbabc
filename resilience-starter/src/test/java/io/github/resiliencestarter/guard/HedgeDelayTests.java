package io.github.resiliencestarter.guard;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HedgeDelay}.
 */
class HedgeDelayTests {

	@Test
	void isATimeAPercentileOrNever() {
		assertThat(HedgeDelay.of("80ms")).isEqualTo(new HedgeDelay.Fixed(Duration.ofMillis(80)));
		assertThat(HedgeDelay.of("PT0.08S")).isEqualTo(new HedgeDelay.Fixed(Duration.ofMillis(80)));
		assertThat(HedgeDelay.of("p95")).isEqualTo(new HedgeDelay.Percentile(95));
		assertThat(HedgeDelay.of(" P99.9 ")).isEqualTo(new HedgeDelay.Percentile(99.9));
		assertThat(HedgeDelay.of("Never")).isEqualTo(HedgeDelay.NEVER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "80ms", "p95", "p99.9", "never" })
	void writesWhatItReads(String text) {
		assertThat(HedgeDelay.of(text)).hasToString(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "p", "p49", "p100", "p99.95", "95%", "soon", "0ms", "-5ms" })
	void rejectsEverythingElse(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> HedgeDelay.of(text));
	}

	@Test
	void saysWhatToWriteInstead() {
		assertThatIllegalArgumentException().isThrownBy(() -> HedgeDelay.of("soon"))
			.withMessage("'soon' is not a time such as 80ms, a percentile from p50 to p99.9 such as p95, or never");
	}

}
