package io.github.resiliencestarter.fleet;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ScheduleTests {

	@Test
	void requestsAreEvenlySpaced() {
		Schedule schedule = new Schedule(4, 2);
		assertThat(schedule.requests()).isEqualTo(8);
		assertThat(schedule.dueNanos(0)).isZero();
		assertThat(schedule.dueNanos(1)).isEqualTo(Duration.ofMillis(250).toNanos());
		assertThat(schedule.dueNanos(7)).isEqualTo(Duration.ofMillis(1750).toNanos());
	}

	@Test
	void aRateThatDividesNoSecondDoesNotDrift() {
		Schedule schedule = new Schedule(3, 600);
		assertThat(schedule.dueNanos(3 * 599)).isEqualTo(Duration.ofSeconds(599).toNanos());
	}

	@Test
	void anEmptyScheduleIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(1, 0));
	}

}
