package io.github.resiliencestarter.defaults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.failure.IgnoredFailurePredicate;
import io.github.resiliencestarter.failure.RetryableFailurePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for our defaults for exceptions beside what a user sets about exceptions.
 */
class FailureRulesTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.";

	private static final String RETRY = "resilience4j.retry.";

	private static final String CLIENT_ERROR = HttpClientErrorException.class.getName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				ResilienceDefaultsAutoConfiguration.class))
		.withPropertyValues(
				BREAKER + "configs.default.ignore-exception-predicate=" + IgnoredFailurePredicate.class.getName(),
				RETRY + "configs.default.retry-exception-predicate=" + RetryableFailurePredicate.class.getName(),
				RETRY + "configs.default.wait-duration=1ms");

	@ParameterizedTest
	@ValueSource(strings = {
			"configs.default.record-exceptions=org.springframework.web.client.HttpClientErrorException",
			"instances.x.record-exceptions=org.springframework.web.client.HttpClientErrorException",
			"instances.x.record-exceptions=org.springframework.web.client.RestClientException",
			"instances.x.record-exceptions=java.lang.Exception",
			"instances.x.record-failure-predicate=io.github.resiliencestarter.defaults.FailureRulesTests$ClientErrors",
			"configs.default.record-failure-predicate=io.github.resiliencestarter.defaults.FailureRulesTests$ClientErrors",
			"configs.x.record-exceptions=org.springframework.web.client.HttpClientErrorException" })
	void countsWhatTheUserRecords(String property) {
		this.runner.withPropertyValues(BREAKER + property).run((context) -> {
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("x", config(context.getBean(CircuitBreakerRegistry.class)));
			assertThat(failures(breaker, clientError(401))).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"instances.x.base-config=shared|configs.shared.record-exceptions=org.springframework.web.client.HttpClientErrorException",
			"instances.x.record-exceptions=org.springframework.web.client.HttpClientErrorException|instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"instances.x.record-exceptions=org.springframework.web.client.HttpClientErrorException|instances.x.base-config=shared|configs.shared.failure-rate-threshold=10" })
	void countsWhatTheUserRecordsWithAnotherKey(String properties) {
		this.runner
			.withPropertyValues(properties.replace("|", "|" + BREAKER).transform((text) -> BREAKER + text).split("\\|"))
			.run((context) -> assertThat(
					failures(context.getBean(CircuitBreakerRegistry.class).circuitBreaker("x"), clientError(401)))
				.isOne());
	}

	@ParameterizedTest
	@ValueSource(strings = { "instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"configs.default.ignore-exceptions=java.lang.IllegalStateException",
			"instances.x.base-config=shared|configs.shared.ignore-exceptions=java.lang.IllegalStateException",
			"instances.x.base-config=shared|configs.shared.failure-rate-threshold=10",
			"instances.x.base-config=shared|configs.shared.failure-rate-threshold=10|instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"instances.x.failure-rate-threshold=10", "instances.x.record-exceptions=java.io.IOException" })
	void doesNotCountAClientErrorBesideTheUsersList(String properties) {
		this.runner
			.withPropertyValues(properties.replace("|", "|" + BREAKER).transform((text) -> BREAKER + text).split("\\|"))
			.run((context) -> {
				CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("x");
				assertThat(failures(breaker, clientError(404))).isZero();
				assertThat(failures(breaker, new IOException("reset"))).isOne();
				if (properties.contains("IllegalState")) {
					assertThat(failures(breaker, new IllegalStateException("business"))).isZero();
				}
			});
	}

	@Test
	void stepsBackForThePredicateOfTheUser() {
		this.runner.withPropertyValues(BREAKER + "instances.x.ignore-exception-predicate=" + IoErrors.class.getName())
			.run((context) -> {
				CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("x");
				assertThat(failures(breaker, clientError(404))).isOne();
				assertThat(failures(breaker, new IOException("reset"))).isZero();
			});
	}

	@ParameterizedTest
	@CsvSource({
			"instances.x.retry-exceptions, org.springframework.web.client.HttpClientErrorException$TooManyRequests",
			"configs.default.retry-exceptions, org.springframework.web.client.HttpClientErrorException$TooManyRequests",
			"instances.x.retry-exceptions, org.springframework.web.client.HttpClientErrorException",
			"instances.x.retry-exception-predicate, io.github.resiliencestarter.defaults.FailureRulesTests$ClientErrors",
			"configs.default.retry-exception-predicate, io.github.resiliencestarter.defaults.FailureRulesTests$ClientErrors" })
	void retriesWhatTheUserListsAndNothingElse(String key, String value) {
		this.runner.withPropertyValues(RETRY + key + "=" + value).run((context) -> {
			Predicate<Throwable> retried = retry(context.getBean(RetryRegistry.class));
			assertThat(retried.test(clientError(429))).isTrue();
			assertThat(retried.test(new IOException("reset"))).isFalse();
		});
	}

	@Test
	void retriesARejectionOfARateLimiterThatTheUserLists() {
		this.runner
			.withPropertyValues(RETRY + "instances.x.retry-exceptions=" + RequestNotPermitted.class.getName(),
					RETRY + "instances.x.ignore-exceptions=java.lang.IllegalStateException")
			.run((context) -> assertThat(retry(context.getBean(RetryRegistry.class))
				.test(RequestNotPermitted.createRequestNotPermitted(RateLimiter.ofDefaults("x")))).isTrue());
	}

	@Test
	void retriesWhatTheBaseOfAnInstanceLists() {
		this.runner
			.withPropertyValues(RETRY + "instances.x.base-config=shared",
					RETRY + "configs.shared.retry-exceptions=" + CLIENT_ERROR)
			.run((context) -> {
				Predicate<Throwable> retried = retry(context.getBean(RetryRegistry.class));
				assertThat(retried.test(clientError(429))).isTrue();
				assertThat(retried.test(new IOException("reset"))).isFalse();
			});
	}

	@Test
	void doesNotRetryAClientErrorBesideTheUsersList() {
		this.runner.withPropertyValues(RETRY + "instances.x.ignore-exceptions=java.lang.IllegalStateException")
			.run((context) -> {
				Predicate<Throwable> retried = retry(context.getBean(RetryRegistry.class));
				assertThat(retried.test(clientError(404))).isFalse();
				assertThat(retried.test(new IllegalStateException("business"))).isFalse();
				assertThat(retried.test(new IOException("reset"))).isTrue();
			});
	}

	@ParameterizedTest
	@CsvSource({ "404,false,false", "401,false,false", "429,false,false", "408,true,true", "500,true,true",
			"503,true,true" })
	void judgesAllClientsAlike(int status, boolean counted, boolean retried) {
		HttpStatusCode code = HttpStatusCode.valueOf(status);
		Throwable blocking = code.is4xxClientError() ? clientError(status)
				: HttpServerErrorException.create(code, "", HttpHeaders.EMPTY, new byte[0], StandardCharsets.UTF_8);
		WebClientResponseException reactive = WebClientResponseException.create(status, "", HttpHeaders.EMPTY,
				new byte[0], StandardCharsets.UTF_8);
		assertJudged(blocking, counted, retried);
		assertJudged(reactive, counted, retried);
		assertJudged(new ErrorResponseException(code, ProblemDetail.forStatus(code), null), counted, retried);
		assertJudged(new CompletionException(blocking), counted, retried);
		assertJudged(new CompletionException(new ExecutionException(reactive)), counted, retried);
		assertJudged(exhausted(reactive), counted, retried);
	}

	@Test
	void countsAndRetriesWhatHasNoStatus() {
		assertJudged(new IOException("reset"), true, true);
		assertJudged(new ResourceAccessException("reset"), true, true);
		assertJudged(new IllegalStateException("own"), true, true);
	}

	private static Throwable exhausted(Throwable failure) {
		try {
			Mono.error(failure).retryWhen(Retry.max(1)).block();
		}
		catch (RuntimeException ex) {
			return ex;
		}
		throw new IllegalStateException();
	}

	private static void assertJudged(Throwable failure, boolean counted, boolean retried) {
		assertThat(new IgnoredFailurePredicate().test(failure)).isEqualTo(!counted);
		assertThat(new RetryableFailurePredicate().test(failure)).isEqualTo(retried);
	}

	private static int failures(CircuitBreaker breaker, Throwable failure) {
		breaker.reset();
		breaker.onError(1, TimeUnit.MILLISECONDS, failure);
		return breaker.getMetrics().getNumberOfFailedCalls();
	}

	private static Predicate<Throwable> retry(RetryRegistry registry) {
		return registry.retry("x").getRetryConfig().getExceptionPredicate();
	}

	private static String config(CircuitBreakerRegistry registry) {
		return registry.getConfiguration("x").isPresent() ? "x" : "default";
	}

	private static HttpClientErrorException clientError(int status) {
		return HttpClientErrorException.create(HttpStatusCode.valueOf(status), "", HttpHeaders.EMPTY, new byte[0],
				StandardCharsets.UTF_8);
	}

	public static class ClientErrors implements Predicate<Throwable> {

		@Override
		public boolean test(Throwable failure) {
			return failure instanceof HttpClientErrorException;
		}

	}

	public static class IoErrors implements Predicate<Throwable> {

		@Override
		public boolean test(Throwable failure) {
			return failure instanceof IOException;
		}

	}

}
