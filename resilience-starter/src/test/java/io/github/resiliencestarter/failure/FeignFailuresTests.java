package io.github.resiliencestarter.failure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import feign.FeignException;
import feign.Request;
import feign.Response;
import feign.RetryableException;
import feign.codec.ErrorDecoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.cloud.client.circuitbreaker.NoFallbackAvailableException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FeignFailures} with the exceptions of OpenFeign.
 */
class FeignFailuresTests {

	private static final Request REQUEST = Request.create(Request.HttpMethod.GET, "/x", Map.of(), null,
			StandardCharsets.UTF_8, null);

	private final IgnoredFailurePredicate ignored = new IgnoredFailurePredicate();

	private final RetryableFailurePredicate retryable = new RetryableFailurePredicate();

	@ParameterizedTest
	@CsvSource({ "400,,false,false", "401,,false,false", "404,,false,false", "404,1,false,false", "409,,false,false",
			"408,,true,true", "429,,false,false", "429,1,false,true", "429,soon,false,false",
			"'429','Wed, 21 Oct 2015 07:28:00 GMT',false,true", "500,,true,true", "503,,true,true", "503,1,true,true" })
	void judgesWhatFeignMakesOfAResponse(int status, @Nullable String retryAfter, boolean counted, boolean retried) {
		Exception failure = decode(status,
				(retryAfter != null) ? Map.of("retry-after", List.of(retryAfter)) : Map.of());
		assertThat(this.ignored.test(failure)).isEqualTo(!counted);
		assertThat(this.retryable.test(failure)).isEqualTo(retried);
	}

	@Test
	void readsTheHeadersOfWhatFeignMayRetry() {
		Exception failure = decode(429, Map.of("Retry-After", List.of("7"), "X-Other", List.of("a", "b")));
		assertThat(failure).isInstanceOf(RetryableException.class);
		FailedResponse response = Objects.requireNonNull(FeignFailures.responseOf(failure));
		assertThat(response.headers().getFirst("Retry-After")).isEqualTo("7");
		assertThat(response.headers().get("X-Other")).containsExactly("a", "b");
	}

	@Test
	void readsTheTimeOfARetryableExceptionWithoutACause() {
		RetryableException failure = new RetryableException(429, "busy", Request.HttpMethod.GET, 1_000_000_000_000L,
				REQUEST);
		FailedResponse response = Objects.requireNonNull(FeignFailures.responseOf(failure));
		assertThat(response.headers().getFirstDate("Retry-After")).isEqualTo(1_000_000_000_000L);
	}

	@Test
	void takesAnErrorOfTheConnectionForAFailure() {
		RetryableException failure = new RetryableException(-1, "reset", Request.HttpMethod.GET,
				new IOException("reset"), (Long) null, REQUEST);
		assertThat(FeignFailures.responseOf(failure)).isNull();
		assertThat(this.ignored.test(failure)).isFalse();
		assertThat(this.retryable.test(failure)).isTrue();
	}

	@Test
	void looksThroughWhatACircuitBreakerOfSpringCloudWrapsAroundIt() {
		Exception failure = new NoFallbackAvailableException("none", decode(404, Map.of()));
		assertThat(this.ignored.test(failure)).isTrue();
		assertThat(this.retryable.test(failure)).isFalse();
	}

	@Test
	void readsSubclassesOfTheUsers() {
		assertThat(this.ignored.test(new FeignException(404, "mine") {
		})).isTrue();
	}

	private static Exception decode(int status, Map<String, Collection<String>> headers) {
		return new ErrorDecoder.Default().decode("Orders#get()",
				Response.builder().status(status).headers(headers).request(REQUEST).build());
	}

}
