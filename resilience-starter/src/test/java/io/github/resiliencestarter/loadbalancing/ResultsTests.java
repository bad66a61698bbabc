package io.github.resiliencestarter.loadbalancing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.failure.AttemptResult;
import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.HttpOutcome;
import io.github.resiliencestarter.failure.HttpOutcomeClassifier;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.Verdict.Blame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Results} and for what they do to an instance.
 */
class ResultsTests {

	private static final AttemptedRequest REQUEST = AttemptedRequest.to("inventory");

	private final Results results = new Results(HttpJudge.standard());

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "200,-,-,ANSWERED", "404,-,-,ANSWERED", "429,-,-,ANSWERED", "500,-,-,FAILED", "503,-,-,FAILED",
					"408,-,-,FAILED", "500,X-Failed-Dependency,true,DEPENDENCY",
					"404,X-Failed-Dependency,true,ANSWERED", "503,Retry-After,1,FAILED",
					"503,Content-Type,application/problem+json,FAILED" })
	void readsTheVerdictOnAResponse(int status, @Nullable String header, @Nullable String value, Result expected) {
		HttpHeaders headers = new HttpHeaders();
		if (header != null) {
			headers.set(header, value);
		}
		assertThat(this.results.ofResponse(REQUEST, response(status, headers))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "503", "504" })
	void takesARejectionForOneOfADependency(int status) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, "1");
		headers.set(HttpHeaders.CONTENT_TYPE, "application/problem+json");
		assertThat(this.results.ofResponse(REQUEST, response(status, headers))).isEqualTo(Result.DEPENDENCY);
	}

	@Test
	void asksTheClassifierOfTheUser() {
		HttpOutcomeClassifier classifier = (target, status,
				headers) -> target.equals("inventory") && status.value() == 404 ? HttpOutcome.FAILURE
						: HttpOutcome.SUCCESS;
		Results own = new Results(HttpJudge.of(classifier, List.of()));
		assertThat(own.ofResponse(REQUEST, response(404, HttpHeaders.EMPTY))).isEqualTo(Result.FAILED);
		assertThat(own.ofResponse(REQUEST, response(503, HttpHeaders.EMPTY))).isEqualTo(Result.ANSWERED);
	}

	@Test
	void asksTheCustomizersOfTheUser() {
		Results own = new Results(HttpJudge.of(HttpOutcomeClassifier.standard(), List.of(ResultsTests::customize)));
		assertThat(own.ofResponse(REQUEST, response(404, HttpHeaders.EMPTY))).isEqualTo(Result.FAILED);
		assertThat(own.ofResponse(REQUEST, response(503, HttpHeaders.EMPTY))).isEqualTo(Result.ANSWERED);
		assertThat(own.ofResponse(REQUEST, response(500, HttpHeaders.EMPTY))).isEqualTo(Result.FAILED);
		assertThat(own.ofResponse(AttemptedRequest.to("pricing"), response(404, HttpHeaders.EMPTY)))
			.isEqualTo(Result.ANSWERED);
		assertThat(own.ofError(REQUEST, new SocketTimeoutException("late"))).isEqualTo(Result.GIVEN_UP);
		assertThat(own.ofError(REQUEST, reactive(new SocketTimeoutException("late")))).isEqualTo(Result.GIVEN_UP);
		assertThat(own.ofError(REQUEST, new UncheckedIOException(new SocketTimeoutException("late"))))
			.isEqualTo(Result.GIVEN_UP);
		assertThat(own.ofError(REQUEST, new IllegalStateException("own"))).isEqualTo(Result.FAILED);
		assertThat(own.ofError(REQUEST, new ConnectException("refused"))).isEqualTo(Result.UNREACHABLE);
	}

	private static @Nullable Verdict customize(String target, AttemptResult result, @Nullable Verdict verdict) {
		if (!target.equals("inventory")) {
			return verdict;
		}
		if (result.hasStatus(404) || result.exception() instanceof IllegalStateException) {
			return Verdict.failure();
		}
		if (verdict != null && result.isCausedBy(SocketTimeoutException.class)) {
			return verdict.withBlame(Blame.NOBODY);
		}
		return result.hasStatus(503) ? null : verdict;
	}

	@Test
	void readsTheVerdictOnAnError() {
		assertThat(this.results.ofError(REQUEST, new ConnectException("refused"))).isEqualTo(Result.UNREACHABLE);
		assertThat(this.results.ofError(REQUEST, reactive(new ConnectException("refused"))))
			.isEqualTo(Result.UNREACHABLE);
		assertThat(this.results.ofError(REQUEST, new SocketTimeoutException("late"))).isEqualTo(Result.FAILED);
		assertThat(this.results.ofError(REQUEST, reactive(new IOException("reset")))).isEqualTo(Result.FAILED);
		assertThat(this.results.ofError(REQUEST, new IllegalStateException("own"))).isEqualTo(Result.GIVEN_UP);
		assertThat(this.results.ofError(REQUEST, new ResourceAccessException("no token", new IOException("reset"))))
			.isEqualTo(Result.GIVEN_UP);
	}

	@Test
	void aFailedDependencyNeitherEjectsNorLooksQuick() {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualFleet.VirtualInstance.healthy())
			.add("b", VirtualFleet.VirtualInstance.healthy());
		fleet.target.choose(fleet.list, null);
		Instance instance = fleet.target.current().all().get(0);
		visit(fleet, Duration.ofMillis(100), Result.ANSWERED);
		double peak = instance.load().peak(fleet.now);
		for (int i = 0; i < 50; i++) {
			visit(fleet, Duration.ZERO, Result.DEPENDENCY);
		}
		assertThat(fleet.ejections).isEmpty();
		assertThat(instance.load().peak(fleet.now)).isEqualTo(peak);
		assertThat(instance.load().inFlight()).isZero();
	}

	private static void visit(VirtualFleet fleet, Duration duration, Result result) {
		Visit visit = fleet.target.begin(fleet.list.get(0));
		assertThat(visit).isNotNull();
		fleet.now += duration.toNanos();
		visit.end(result);
	}

	private static WebClientRequestException reactive(Throwable cause) {
		return new WebClientRequestException(cause, HttpMethod.GET, URI.create("http://inventory"), HttpHeaders.EMPTY);
	}

	private static ResponseData response(int status, HttpHeaders headers) {
		return new ResponseData(HttpStatusCode.valueOf(status), headers, new LinkedMultiValueMap<>(),
				new RequestData(HttpMethod.GET, URI.create("http://inventory"), HttpHeaders.EMPTY,
						new LinkedMultiValueMap<>(), Map.of()));
	}

}
