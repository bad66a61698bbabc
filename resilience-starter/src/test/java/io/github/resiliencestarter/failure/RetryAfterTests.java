package io.github.resiliencestarter.failure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryAfter}.
 */
class RetryAfterTests {

	private final RetryAfter retryAfter = new RetryAfter(InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z")));

	private final HttpHeaders headers = new HttpHeaders();

	@Test
	void readsSeconds() {
		this.headers.set(HttpHeaders.RETRY_AFTER, " 120 ");
		assertThat(this.retryAfter.read(this.headers)).isEqualTo(Duration.ofMinutes(2));
	}

	@Test
	void readsADateByItsOwnClock() {
		this.headers.set(HttpHeaders.RETRY_AFTER, "Mon, 23 Nov 2026 10:00:30 GMT");
		assertThat(this.retryAfter.read(this.headers)).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void readsADateByTheClockOfTheTargetIfItShowsIt() {
		this.headers.set(HttpHeaders.DATE, "Mon, 23 Nov 2026 09:59:00 GMT");
		this.headers.set(HttpHeaders.RETRY_AFTER, "Mon, 23 Nov 2026 09:59:05 GMT");
		assertThat(this.retryAfter.read(this.headers)).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void takesADateThatHasPassedForNow() {
		this.headers.set(HttpHeaders.RETRY_AFTER, "Mon, 23 Nov 2026 09:00:00 GMT");
		assertThat(this.retryAfter.read(this.headers)).isEqualTo(Duration.ZERO);
	}

	@Test
	void takesAnAbsurdTimeForAVeryLongOne() {
		this.headers.set(HttpHeaders.RETRY_AFTER, "99999999999999999999999");
		assertThat(this.retryAfter.read(this.headers)).isGreaterThan(Duration.ofDays(365));
	}

	@ParameterizedTest
	@CsvSource({ "999999999, 999999999", "0000000001, 2147483647" })
	void readsAtMostNineDigits(String value, long seconds) {
		this.headers.set(HttpHeaders.RETRY_AFTER, value);
		assertThat(this.retryAfter.read(this.headers)).hasSeconds(seconds);
	}

	@Test
	void readsTheFirstDateOfAll() {
		this.headers.set(HttpHeaders.RETRY_AFTER, "Thu, 01 Jan 1970 00:00:00 GMT");
		assertThat(this.retryAfter.read(this.headers)).isEqualTo(Duration.ZERO);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "1.5", "soon", "Mon, 99 Nov 2026 09:00:00 GMT" })
	void takesWhatItCannotReadForAbsent(String value) {
		this.headers.set(HttpHeaders.RETRY_AFTER, value);
		assertThat(this.retryAfter.read(this.headers)).isNull();
	}

}
