package io.github.resiliencestarter.failure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Reader of {@code Retry-After}: seconds or a date (RFC 9110, 10.2.3). Invalid values are
 * ignored.
 */
class RetryAfter {

	// A longer wait exceeds any deadline
	private static final int MOST_DIGITS = 9;

	private final InstantSource clock;

	RetryAfter(InstantSource clock) {
		this.clock = clock;
	}

	@Nullable Duration read(HttpHeaders headers) {
		String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
		if (value == null || value.isBlank()) {
			return null;
		}
		String text = value.strip();
		if (text.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return Duration.ofSeconds((text.length() <= MOST_DIGITS) ? Long.parseLong(text) : Integer.MAX_VALUE);
		}
		return untilDate(headers);
	}

	private @Nullable Duration untilDate(HttpHeaders headers) {
		Instant date = date(headers, HttpHeaders.RETRY_AFTER);
		if (date == null) {
			return null;
		}
		// Uses the target's own clock if known: clocks may differ
		Instant sent = date(headers, HttpHeaders.DATE);
		Duration until = Duration.between((sent != null) ? sent : this.clock.instant(), date);
		return until.isNegative() ? Duration.ZERO : until;
	}

	private static @Nullable Instant date(HttpHeaders headers, String name) {
		try {
			long date = headers.getFirstDate(name);
			return (date >= 0) ? Instant.ofEpochMilli(date) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
