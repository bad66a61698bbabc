package io.github.resiliencestarter.failure;

import java.io.IOException;

import io.github.resiliencestarter.failure.Verdict.Blame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpJudge#ofThrown}.
 */
class ThrownVerdictTests {

	private static @Nullable Blame blame(Throwable thrown) {
		Verdict verdict = HttpJudge.standard().ofThrown("inventory", thrown);
		return (verdict != null) ? verdict.blame() : null;
	}

	@Test
	void blamesWhoeverIsAtFault() {
		assertThat(
				blame(HttpClientErrorException.create(HttpStatus.CONFLICT, "", HttpHeaders.EMPTY, new byte[0], null)))
			.isEqualTo(Blame.CALLER);
		assertThat(blame(HttpServerErrorException.create(HttpStatus.SERVICE_UNAVAILABLE, "", HttpHeaders.EMPTY,
				new byte[0], null)))
			.isEqualTo(Blame.TARGET);
		assertThat(blame(HttpClientErrorException.create(HttpStatus.TOO_MANY_REQUESTS, "", HttpHeaders.EMPTY,
				new byte[0], null)))
			.isEqualTo(Blame.NOBODY);
		assertThat(blame(new ResourceAccessException("", new IOException()))).isEqualTo(Blame.TARGET);
	}

}
