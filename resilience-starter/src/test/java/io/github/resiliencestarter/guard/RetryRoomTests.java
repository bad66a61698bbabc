package io.github.resiliencestarter.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryRoom}.
 */
class RetryRoomTests {

	private final RetryRoom room = new RetryRoom();

	@ParameterizedTest
	@CsvSource({ "50, 0, 25", "50, 45, 3", "50, 30, 10", "50, 50, 3", "2, 0, 3", "1000, 100, 450" })
	void allowsHalfAsManyAsTheBulkheadHasRoomFor(int max, int taken, int allowed) {
		Bulkhead bulkhead = bulkhead(max);
		for (int i = 0; i < taken; i++) {
			bulkhead.acquirePermission();
		}
		for (int i = 0; i < allowed; i++) {
			assertThat(this.room.isLeft(bulkhead)).isTrue();
			this.room.enter();
		}
		assertThat(this.room.isLeft(bulkhead)).isFalse();
		this.room.leave();
		assertThat(this.room.isLeft(bulkhead)).isTrue();
	}

	@Test
	void firstAttemptsAlwaysFindRoomBesideRetries() {
		Bulkhead bulkhead = bulkhead(50);
		while (this.room.isLeft(bulkhead)) {
			this.room.enter();
			bulkhead.acquirePermission();
		}
		assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls()).isGreaterThan(30);
	}

	private static Bulkhead bulkhead(int max) {
		return Bulkhead.of("inventory", BulkheadConfig.custom().maxConcurrentCalls(max).build());
	}

}
