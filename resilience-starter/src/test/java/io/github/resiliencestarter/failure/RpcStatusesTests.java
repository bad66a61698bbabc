package io.github.resiliencestarter.failure;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;

import io.github.resiliencestarter.failure.Verdict.Blame;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the verdicts on the status of gRPC calls.
 */
class RpcStatusesTests {

	private static final AttemptedRequest IDEMPOTENT = AttemptedRequest.to("inventory");

	@ParameterizedTest
	@CsvSource({ "CANCELLED, NOBODY, false", "UNKNOWN, TARGET, true", "INVALID_ARGUMENT, CALLER, false",
			"DEADLINE_EXCEEDED, TARGET, true", "NOT_FOUND, CALLER, false", "ALREADY_EXISTS, CALLER, false",
			"PERMISSION_DENIED, CALLER, false", "RESOURCE_EXHAUSTED, TARGET, true",
			"FAILED_PRECONDITION, CALLER, false", "ABORTED, CALLER, false", "OUT_OF_RANGE, CALLER, false",
			"UNIMPLEMENTED, CALLER, false", "INTERNAL, TARGET, true", "UNAVAILABLE, TARGET, true",
			"DATA_LOSS, TARGET, false", "UNAUTHENTICATED, CALLER, false" })
	void judgesEachStatus(Code code, Blame blame, boolean repeatable) {
		Verdict verdict = verdict(new RpcFailure(code.toStatus(), null, true));
		assertThat(verdict).isEqualTo(new Verdict(blame, true, repeatable, null));
	}

	@ParameterizedTest
	@EnumSource(names = "OK", mode = EnumSource.Mode.EXCLUDE)
	void repeatsNothingThatMayHaveBeenActedOnAndIsNotIdempotent(Code code) {
		Verdict verdict = RpcStatuses.verdictOn(new Once(), new RpcFailure(code.toStatus(), null, true));
		assertThat(verdict.repeatable()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "UNAVAILABLE", "DEADLINE_EXCEEDED" })
	void repeatsWhatWasNeverSent(Code code) {
		Verdict verdict = RpcStatuses.verdictOn(new Once(), new RpcFailure(code.toStatus(), null, false));
		assertThat(verdict).isEqualTo(new Verdict(Blame.TARGET, false, true, null));
	}

	@ParameterizedTest
	@EnumSource(names = "OK", mode = EnumSource.Mode.EXCLUDE)
	void blamesNobodyForARequestThatIsNotPrepared(Code code) {
		Metadata trailers = trailer("x-failed-dependency", "true");
		for (AttemptedRequest request : List.of(IDEMPOTENT, new Once())) {
			assertThat(RpcStatuses.verdictOn(request, RpcFailure.unprepared(code.toStatus(), trailers)))
				.isEqualTo(new Verdict(Blame.NOBODY, false, false, null));
		}
	}

	@Test
	void blamesAnInstanceThatCannotBeReached() {
		Status refused = Status.UNAVAILABLE.withCause(new ConnectException("Connection refused"));
		assertThat(verdict(new RpcFailure(refused, null, false)).blame()).isEqualTo(Blame.INSTANCE);
		Status none = Status.UNAVAILABLE.withCause(new NoInstanceException("none", null));
		assertThat(verdict(new RpcFailure(none, null, false)).blame()).isEqualTo(Blame.INSTANCE);
	}

	@Test
	void blamesADependencyOnlyForAFailure() {
		Metadata trailers = trailer("x-failed-dependency", "pricing");
		assertThat(verdict(new RpcFailure(Status.UNAVAILABLE, trailers, true)).blame()).isEqualTo(Blame.DEPENDENCY);
		assertThat(verdict(new RpcFailure(Status.NOT_FOUND, trailers, true)).blame()).isEqualTo(Blame.CALLER);
	}

	@ParameterizedTest
	@CsvSource(value = { "0, true, PT0S", "250, true, PT0.25S", "9999999999, true, PT2777H46M39.999S", "-1, false,",
			"'', false,", "1s, false,", "99999999999, false,", "+5, false,", "1.5, false," })
	void readsThePushback(String text, boolean repeatable, Duration wait) {
		Verdict verdict = verdict(new RpcFailure(Status.UNAVAILABLE, trailer("grpc-retry-pushback-ms", text), true));
		assertThat(verdict.repeatable()).isEqualTo(repeatable);
		assertThat(verdict.retryAfter()).isEqualTo(wait);
	}

	@Test
	void judgesWhatAnnotatedMethodsThrow() {
		IgnoredFailurePredicate ignored = new IgnoredFailurePredicate();
		RetryableFailurePredicate retryable = new RetryableFailurePredicate();
		for (Throwable thrown : List.of(new StatusRuntimeException(Status.NOT_FOUND),
				new StatusException(Status.INVALID_ARGUMENT))) {
			assertThat(ignored).accepts(thrown);
			assertThat(retryable).rejects(thrown);
		}
		for (Throwable thrown : List.of(new StatusRuntimeException(Status.UNAVAILABLE),
				new StatusException(Status.INTERNAL))) {
			assertThat(ignored).rejects(thrown);
			assertThat(retryable).accepts(thrown);
		}
	}

	@Test
	void judgesARejectionBehindAStatusAsTheRejection() {
		StatusRuntimeException thrown = new StatusRuntimeException(Status.UNAVAILABLE.withCause(new Rejected()));
		assertThat(new IgnoredFailurePredicate()).accepts(thrown);
		assertThat(new RetryableFailurePredicate()).rejects(thrown);
	}

	@Test
	void takesAFailedCallForAFailedDependency() {
		assertThat(FailedDependency.isCauseOf(new StatusRuntimeException(Status.UNAVAILABLE))).isTrue();
		assertThat(FailedDependency.isCauseOf(new StatusRuntimeException(Status.NOT_FOUND))).isFalse();
		Verdict verdict = HttpJudge.standard()
			.ofError(IDEMPOTENT, new IOException(new StatusRuntimeException(Status.UNAVAILABLE)));
		assertThat(verdict).extracting(Verdict::blame).isEqualTo(Blame.DEPENDENCY);
	}

	private static Verdict verdict(RpcFailure failure) {
		return RpcStatuses.verdictOn(IDEMPOTENT, failure);
	}

	private static Metadata trailer(String name, String value) {
		Metadata trailers = new Metadata();
		trailers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
		return trailers;
	}

	private static final class Rejected extends RuntimeException implements RejectedCall {

		private static final long serialVersionUID = 1L;

		@Override
		public boolean isOutOfTime() {
			return false;
		}

	}

	private static final class Once implements AttemptedRequest {

		@Override
		public String target() {
			return "inventory";
		}

		@Override
		public boolean isBodyRepeatable() {
			return true;
		}

		@Override
		public boolean isIdempotent() {
			return false;
		}

	}

}
