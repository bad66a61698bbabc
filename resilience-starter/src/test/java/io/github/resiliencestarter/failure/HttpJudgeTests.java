package io.github.resiliencestarter.failure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.failure.Verdict.Blame;
import io.grpc.Status;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.UnsupportedSchemeException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpJudge}: the rows of its table, for requests that are safe to
 * repeat and for others.
 */
class HttpJudgeTests {

	private static final AttemptedRequest SAFE = new Request(true, true, false);

	private static final AttemptedRequest POST = new Request(true, false, false);

	private static final AttemptedRequest STREAM = new Request(false, true, false);

	private static final AttemptedRequest UNSENT = new Request(true, true, true);

	private static final int DEEPEST = 8;

	private final HttpJudge judge = HttpJudge.standard();

	@ParameterizedTest
	@CsvSource({ "200, , false", "302, , false", "404, CALLER, false", "408, TARGET, true", "429, NOBODY, false",
			"500, TARGET, true", "503, TARGET, true" })
	void responseIsJudgedByItsStatus(int status, @Nullable Blame blame, boolean repeatable) {
		assertThat(response(SAFE, status))
			.isEqualTo((blame != null) ? new Verdict(blame, true, repeatable, null) : null);
		assertThat(response(POST, status)).isEqualTo((blame != null) ? new Verdict(blame, true, false, null) : null);
		assertThat(response(STREAM, status)).isEqualTo((blame != null) ? new Verdict(blame, true, false, null) : null);
	}

	@Test
	void throttledRequestIsRepeatedWhenTheTargetSaysWhen() {
		Duration wait = Duration.ofSeconds(2);
		assertThat(response(SAFE, 429, "Retry-After", "2")).isEqualTo(new Verdict(Blame.NOBODY, true, true, wait));
		assertThat(response(POST, 429, "Retry-After", "2")).isEqualTo(new Verdict(Blame.NOBODY, true, false, wait));
	}

	@ParameterizedTest
	@CsvSource({ "500, X-Failed-Dependency, true, DEPENDENCY", "404, X-Failed-Dependency, true, CALLER",
			"503, Retry-After, 1, TARGET", "503, Content-Type, application/problem+json, TARGET" })
	void dependencyIsBlamedByTheHeaderOfAFailure(int status, String header, String value, Blame blame) {
		assertThat(response(SAFE, status, header, value)).extracting(Verdict::blame).isEqualTo(blame);
	}

	@ParameterizedTest
	@CsvSource({ "503, application/problem+json, DEPENDENCY", "504, application/problem+json;q=1, DEPENDENCY",
			"500, application/problem+json, TARGET", "503, text/plain, TARGET" })
	void dependencyIsBlamedForOurOwnRejection(int status, String type, Blame blame) {
		assertThat(response(SAFE, status, "Retry-After", "1", "Content-Type", type)).extracting(Verdict::blame)
			.isEqualTo(blame);
	}

	static Stream<Throwable> unreachable() {
		return Stream.of(new ConnectException(), new UnknownHostException(), new NoRouteToHostException(),
				new HttpConnectTimeoutException("slow"), new ConnectTimeoutException("slow"),
				within(new ConnectException(), DEEPEST - 1));
	}

	@ParameterizedTest
	@MethodSource("unreachable")
	void instanceThatCannotBeReachedIsToBlameAndAnyMethodIsRepeated(Throwable error) {
		assertThat(this.judge.ofError(POST, error)).isEqualTo(new Verdict(Blame.INSTANCE, false, true, null));
		assertThat(this.judge.ofError(STREAM, error)).isEqualTo(new Verdict(Blame.INSTANCE, false, false, null));
	}

	@Test
	void causesBeyondADepthAreNotRead() {
		assertThat(this.judge.ofError(POST, within(new ConnectException(), DEEPEST)))
			.isEqualTo(new Verdict(Blame.TARGET, true, false, null));
		assertThat(this.judge.ofError(POST, within(new UnsupportedSchemeException("ftp"), DEEPEST)))
			.isEqualTo(new Verdict(Blame.TARGET, true, false, null));
	}

	static Stream<Throwable> neverSent() {
		return Stream.of(new ConnectionRequestTimeoutException("full"), new UnsupportedSchemeException("ftp"),
				within(new UnsupportedSchemeException("ftp"), DEEPEST - 1));
	}

	@ParameterizedTest
	@MethodSource("neverSent")
	void requestThatWasNeverSentIsRepeatedWithAnyMethod(Throwable error) {
		assertThat(this.judge.ofError(POST, error)).isEqualTo(new Verdict(Blame.TARGET, false, true, null));
	}

	static Stream<Throwable> broken() {
		return Stream.of(new IOException("reset"), new SocketTimeoutException(), new HttpTimeoutException("slow"),
				new TimeoutException());
	}

	@ParameterizedTest
	@MethodSource("broken")
	void brokenConnectionOrTimeoutIsRepeatedIfThatIsSafe(Throwable error) {
		assertThat(this.judge.ofError(SAFE, error)).isEqualTo(new Verdict(Blame.TARGET, true, true, null));
		assertThat(this.judge.ofError(POST, error)).isEqualTo(new Verdict(Blame.TARGET, true, false, null));
		assertThat(this.judge.ofVisit(SAFE, new IllegalStateException(error))).extracting(Verdict::blame)
			.isEqualTo(Blame.TARGET);
	}

	@Test
	void rejectedCertificateIsNotRepeated() {
		for (IOException error : List.of(new SSLHandshakeException("no"), new SSLPeerUnverifiedException("no"))) {
			assertThat(this.judge.ofError(SAFE, error)).isEqualTo(new Verdict(Blame.TARGET, true, false, null));
		}
	}

	@Test
	void missingInstanceIsNotSentAndRepeated() {
		NoInstanceException error = new NoInstanceException("none", null);
		assertThat(this.judge.ofError(POST, error)).isEqualTo(new Verdict(Blame.INSTANCE, false, true, null));
		assertThat(this.judge.ofError(STREAM, error)).isEqualTo(new Verdict(Blame.INSTANCE, false, false, null));
	}

	@Test
	void exceptionOfTheCallersOwnCodeBlamesNobody() {
		Verdict nobody = new Verdict(Blame.NOBODY, true, false, null);
		assertThat(this.judge.ofError(SAFE, new IllegalStateException())).isEqualTo(nobody);
		assertThat(this.judge.ofVisit(SAFE, new IllegalStateException())).isEqualTo(nobody);
		assertThat(this.judge.ofRpc(SAFE, new IllegalStateException())).isEqualTo(nobody);
	}

	static Stream<Throwable> failedCalls() {
		return Stream.of(new ResourceAccessException("away"),
				CallNotPermittedException.createCallNotPermittedException(CircuitBreaker.ofDefaults("prices")),
				HttpServerErrorException.create(HttpStatus.BAD_GATEWAY, "", HttpHeaders.EMPTY, new byte[0], null),
				WebClientResponseException.create(503, "", HttpHeaders.EMPTY, new byte[0], null),
				new WebClientRequestException(new IOException(), HttpMethod.GET, URI.create("http://prices"),
						HttpHeaders.EMPTY));
	}

	@ParameterizedTest
	@MethodSource("failedCalls")
	void failedCallWithinTheAttemptIsThatOfADependency(Throwable failure) {
		assertThat(this.judge.ofError(SAFE, new IOException(failure)))
			.isEqualTo(new Verdict(Blame.DEPENDENCY, false, false, null));
		assertThat(this.judge.ofVisit(SAFE, new IllegalStateException(failure))).extracting(Verdict::blame)
			.isEqualTo(Blame.DEPENDENCY);
	}

	@Test
	void rejectedRequestWithinTheAttemptIsNoFailedDependency() {
		assertThat(FailedDependency
			.isCauseOf(HttpClientErrorException.create(HttpStatus.NOT_FOUND, "", HttpHeaders.EMPTY, new byte[0], null)))
			.isFalse();
		assertThat(FailedDependency.isCauseOf(new ResponseStatusException(HttpStatus.BAD_GATEWAY))).isFalse();
		assertThat(FailedDependency.isCauseOf(new IllegalStateException())).isFalse();
	}

	@Test
	void failureBeforeSendingIsThatOfADependency() {
		assertThat(this.judge.ofError(UNSENT, new IOException())).extracting(Verdict::blame)
			.isEqualTo(Blame.DEPENDENCY);
		assertThat(this.judge.ofError(UNSENT, new IllegalStateException())).extracting(Verdict::blame)
			.isEqualTo(Blame.NOBODY);
	}

	static Stream<Throwable> interruptions() {
		return Stream.of(new InterruptedException(), new CancellationException(), new ClosedByInterruptException(),
				new InterruptedIOException());
	}

	@ParameterizedTest
	@MethodSource("interruptions")
	void canceledAttemptBlamesNobody(Throwable interruption) {
		assertThat(this.judge.ofVisit(SAFE, new IOException(interruption))).extracting(Verdict::blame)
			.isEqualTo(Blame.NOBODY);
	}

	@Test
	void visitIsJudgedByTheCauseThatSaysMost() {
		assertThat(this.judge.ofVisit(POST, new IllegalStateException(new ConnectException())))
			.isEqualTo(new Verdict(Blame.INSTANCE, false, true, null));
		WebClientRequestException refused = new WebClientRequestException(new ConnectException(), HttpMethod.GET,
				URI.create("http://inventory"), HttpHeaders.EMPTY);
		assertThat(this.judge.ofVisit(POST, refused)).isEqualTo(new Verdict(Blame.INSTANCE, false, true, null));
		assertThat(HttpJudge.unwrap(refused)).isInstanceOf(ConnectException.class);
		assertThat(this.judge.ofVisit(SAFE, new RpcFailure(Status.UNAVAILABLE, null, true)))
			.isEqualTo(new Verdict(Blame.TARGET, true, true, null));
	}

	@Test
	void connectionBreaksWithoutATimeout() {
		assertThat(HttpJudge.isBrokenConnection(new IOException())).isTrue();
		assertThat(HttpJudge.isBrokenConnection(new SocketTimeoutException())).isFalse();
		assertThat(HttpJudge.isBrokenConnection(new HttpTimeoutException("slow"))).isFalse();
		assertThat(HttpJudge.isBrokenConnection(new IllegalStateException())).isFalse();
	}

	@Test
	void errorIsExcusedOnlyByACustomizerThatAcquitsTheTarget() {
		IOException error = new IOException();
		assertThat(this.judge.isExcused(SAFE, error)).isFalse();
		assertThat(customized((verdict) -> null).isExcused(SAFE, error)).isTrue();
		assertThat(customized((verdict) -> verdict.withBlame(Blame.CALLER)).isExcused(SAFE, error)).isTrue();
		assertThat(customized((verdict) -> verdict).isExcused(SAFE, error)).isFalse();
		assertThat(customized((verdict) -> verdict.withRepeatable(false)).isExcused(SAFE, error)).isFalse();
		assertThat(customized((verdict) -> verdict).isExcused(SAFE, new IllegalStateException())).isFalse();
	}

	@Test
	void customizerCannotRepeatWhatIsNotSafe() {
		HttpJudge repeating = customized((verdict) -> verdict.withBlame(Blame.NOBODY).withRepeatable(true));
		assertThat(repeating.ofError(POST, new IOException())).extracting(Verdict::repeatable).isEqualTo(false);
		assertThat(repeating.ofError(STREAM, new ConnectException())).extracting(Verdict::repeatable).isEqualTo(false);
		assertThat(repeating.ofError(POST, new ConnectException())).extracting(Verdict::repeatable).isEqualTo(true);
		assertThat(repeating.ofError(SAFE, new IOException())).extracting(Verdict::repeatable).isEqualTo(true);
	}

	@Test
	void resultKnowsItsCauses() {
		assertThat(
				AttemptResult.exception(within(new ConnectException(), DEEPEST - 1)).isCausedBy(ConnectException.class))
			.isTrue();
		assertThat(AttemptResult.exception(within(new ConnectException(), DEEPEST)).isCausedBy(ConnectException.class))
			.isFalse();
	}

	private static HttpJudge customized(Change change) {
		VerdictCustomizer customizer = (target, result, verdict) -> (verdict != null) ? change.of(verdict) : null;
		return HttpJudge.of(HttpOutcomeClassifier.standard(), List.of(customizer));
	}

	private @Nullable Verdict response(AttemptedRequest request, int status, String... headers) {
		HttpHeaders all = new HttpHeaders();
		for (int i = 0; i < headers.length; i += 2) {
			all.set(headers[i], headers[i + 1]);
		}
		return this.judge.ofResponse(request, HttpStatusCode.valueOf(status), all);
	}

	private static Throwable within(Throwable error, int times) {
		return (times == 0) ? error : new IOException(within(error, times - 1));
	}

	private interface Change {

		@Nullable Verdict of(Verdict verdict);

	}

	private record Request(boolean isBodyRepeatable, boolean isIdempotent,
			boolean isUnsent) implements AttemptedRequest {

		@Override
		public String target() {
			return "inventory";
		}

	}

}
