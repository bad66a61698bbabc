package io.github.resiliencestarter.sample.faults;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Fault}.
 */
class FaultTests {

	@ParameterizedTest
	@ValueSource(strings = { "none", "hang", "latency=0s", "latency=250ms", "latency=60s", "latency=60000ms",
			"latency=500ms@0%", "latency=500ms@2%", "latency=1s@100%", "error=0%", "error=100%", "capacity=1/s",
			"capacity=1000/s" })
	void readsWhatItWrites(String text) {
		assertThat(Fault.parse(text).text()).isEqualTo(text);
	}

	@Test
	void latencyHoldsAndDoesNotFail() {
		Fault fault = Fault.parse("latency=250ms");
		assertThat(fault.hold()).isEqualTo(Duration.ofMillis(250));
		assertThat(fault.errorPercent()).isZero();
	}

	@Test
	void latencyHoldsAllRequestsOrAShareOfThem() {
		RandomGenerator third = () -> 3L << 57;
		assertThat(Fault.parse("latency=250ms").holds(third)).isTrue();
		assertThat(Fault.parse("latency=250ms@100%").holds(third)).isTrue();
		assertThat(Fault.parse("latency=250ms@0%").holds(third)).isFalse();
		assertThat(Fault.parse("error=100%").holds(third)).isFalse();
	}

	@Test
	void errorFailsAndDoesNotHold() {
		Fault fault = Fault.parse("error=50%");
		assertThat(fault.hold()).isZero();
		assertThat(fault.errorPercent()).isEqualTo(50);
	}

	@Test
	void capacityHoldsOneRequestAfterTheOther() {
		Fault fault = Fault.parse("capacity=40/s");
		assertThat(fault.hold()).isEqualTo(Duration.ofMillis(25));
		assertThat(fault.oneByOne()).isTrue();
		assertThat(Fault.parse("latency=25ms").oneByOne()).isFalse();
	}

	@Test
	void hangEnds() {
		assertThat(Fault.parse("hang").hold()).isEqualTo(Duration.ofMinutes(10));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "latency", "latency=2", "latency=-1s", "latency=61s", "latency=60001ms", "latency=2m",
			"latency=99999999999s", "latency=2s@", "latency=2s@101%", "latency=2s@2", "error=50", "error=101%",
			"error=-1%", "error=5.5%", "capacity=0/s", "capacity=1001/s", "capacity=40", "capacity=-1/s", "HANG",
			"none\nhang" })
	void refusesWhatIsNoFault(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.parse(text))
			.withMessageContaining("latency=<0..60s");
	}

}
