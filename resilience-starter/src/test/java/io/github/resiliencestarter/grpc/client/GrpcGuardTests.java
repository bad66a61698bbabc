package io.github.resiliencestarter.grpc.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for guarded unary calls with all kinds of stubs.
 */
class GrpcGuardTests extends GuardedServer {

	@ParameterizedTest
	@EnumSource
	void returnsTheResponse(Stub stub) {
		this.server.behave(Behaviour.respond("ok"));
		assertThat(reserve(stub)).isEqualTo("ok");
		assertEvents("attempt 1 Success", "call SUCCESS");
		assertBulkheadIsFree();
	}

	@ParameterizedTest
	@EnumSource
	void neitherRetriesNorCountsAStatusThatIsTheCallersFault(Stub stub) {
		this.server.behave(Behaviour.fail(Code.NOT_FOUND));
		assertFails(Code.NOT_FOUND, () -> find(stub));
		assertEvents("attempt 1 Success", "call SUCCESS");
		assertThat(breaker().getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void retriesUntilTheTargetResponds(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.fail(Code.INTERNAL), Behaviour.respond("ok"));
		assertThat(find(stub)).isEqualTo("ok");
		assertThat(this.server.requests).extracting(MisbehavingService.Request::message)
			.containsExactly("apple", "apple", "apple");
		assertEvents("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Success", "call SUCCESS");
		assertBulkheadIsFree();
	}

	@ParameterizedTest
	@EnumSource
	void returnsTheLastStatusAndItsTrailersUnchanged(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.fail(Code.UNKNOWN),
				Behaviour.fail(Code.INTERNAL, "reason", "disk"));
		StatusRuntimeException failure = assertFails(Code.INTERNAL, () -> find(stub));
		assertThat(failure.getStatus().getDescription()).isEqualTo("told to");
		assertThat(failure.getTrailers().get(MisbehavingService.key("reason"))).isEqualTo("disk");
		assertThat(breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
		assertThat(this.events.all).endsWith("call ERROR");
	}

	@ParameterizedTest
	@EnumSource
	void doesNotRepeatACallThatTheTargetMayHaveActedOn(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("never"));
		assertFails(Code.UNAVAILABLE, () -> reserve(stub));
		assertThat(this.server.requests).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void repeatsACallThatSaysThatItIsIdempotent(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		CallOptions options = CallOptions.DEFAULT.withOption(GrpcCalls.IDEMPOTENT, true);
		assertThat(stub.call(this.channel, RESERVE, options, "apple")).isEqualTo("ok");
	}

	@ParameterizedTest
	@EnumSource
	void retriesAnyCallWhenTheConnectionIsRefused(Stub stub) throws IOException {
		Channel nowhere = this.context.getBean(GrpcChannelFactory.class).createChannel("127.0.0.1:" + freePort());
		assertFails(Code.UNAVAILABLE, () -> stub.call(nowhere, RESERVE, CallOptions.DEFAULT, "apple"));
		assertEvents("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Failure", "call ERROR");
	}

	@ParameterizedTest
	@EnumSource
	void abortsAnAttemptWithoutAResponse(Stub stub) {
		this.server.behave(Behaviour.hang());
		long start = CLOCK.getAsLong();
		assertFails(Code.DEADLINE_EXCEEDED, () -> find(stub));
		assertThat(Duration.ofNanos(CLOCK.getAsLong() - start)).isBetween(Duration.ofMillis(850), HANG_GUARD);
		assertEvents("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Failure", "call ERROR");
		assertBulkheadIsFree();
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> assertThat(this.server.canceled).hasValue(3));
	}

	@ParameterizedTest
	@EnumSource
	void comesBackNoEarlierThanTold(Stub stub) {
		this.server.behave(Behaviour.fail(Code.RESOURCE_EXHAUSTED, "grpc-retry-pushback-ms", "700"),
				Behaviour.respond("ok"));
		long start = CLOCK.getAsLong();
		assertThat(find(stub)).isEqualTo("ok");
		assertThat(Duration.ofNanos(CLOCK.getAsLong() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(690));
	}

	@ParameterizedTest
	@EnumSource
	void doesNotComeBackWhenToldNotTo(Stub stub) {
		for (String pushback : new String[] { "-1", "soon", "99999999999999999999", "" }) {
			this.server.behave(Behaviour.fail(Code.UNAVAILABLE, "grpc-retry-pushback-ms", pushback),
					Behaviour.respond("never"));
			assertFails(Code.UNAVAILABLE, () -> find(stub));
			assertThat(this.server.requests).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void doesNotComeBackWhenToldToComeAfterTheDeadline(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE, "grpc-retry-pushback-ms", "60000"),
				Behaviour.respond("never"));
		assertFails(Code.UNAVAILABLE, () -> find(stub));
		assertEvents("attempt 1 Failure", "rejected DEADLINE", "call ERROR");
	}

	@ParameterizedTest
	@EnumSource
	void countsAFailedDependencyNeitherWay(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE, "x-failed-dependency", "pricing"));
		assertFails(Code.UNAVAILABLE, () -> reserve(stub));
		assertEvents("attempt 1 DependencyFailure", "call ERROR");
		assertThat(breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void sendsTheRemainingTimeToTheTarget(Stub stub) {
		this.server.behave(Behaviour.respond("ok"));
		find(stub);
		underDeadline(Duration.ofMillis(200), () -> find(stub));
		stub.call(this.channel, FIND, CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.MILLISECONDS), "apple");
		stub.call(this.channel, FIND, CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.DAYS), "apple");
		assertThat(this.server.requests)
			.extracting((request) -> Objects.requireNonNull(request.deadline()).timeRemaining(TimeUnit.MILLISECONDS))
			.allSatisfy((left) -> assertThat(left).isLessThanOrEqualTo(600));
	}

	@ParameterizedTest
	@EnumSource
	void makesNoCallWhenTheDeadlineIsOver(Stub stub) {
		this.server.behave(Behaviour.respond("never"));
		assertRejected(Code.DEADLINE_EXCEEDED, () -> underDeadline(Duration.ZERO, () -> find(stub)));
		for (long nanos : new long[] { -1, Long.MIN_VALUE / 4 }) {
			assertRejected(Code.DEADLINE_EXCEEDED, () -> stub.call(this.channel, FIND,
					CallOptions.DEFAULT.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS), "apple"));
		}
		assertThat(this.server.requests).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void reportsAnExpiredDeadlineWhenTheTargetUsedItUp(Stub stub) {
		this.server.behave(Behaviour.hang());
		assertRejected(Code.DEADLINE_EXCEEDED, () -> underDeadline(Duration.ofMillis(100), () -> find(stub)));
		assertRejected(Code.DEADLINE_EXCEEDED, () -> stub.call(this.channel, FIND,
				CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.MILLISECONDS), "apple"));
		assertThat(breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void countsATimeoutOfTheSurroundingCallAgainstTheTarget(Stub stub) {
		this.server.behave(Behaviour.hang());
		ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
		Context.CancellableContext around = Context.current().withDeadlineAfter(250, TimeUnit.MILLISECONDS, timer);
		around.run(() -> assertFails(Code.DEADLINE_EXCEEDED, () -> find(stub)));
		around.close();
		timer.shutdown();
		Awaitility.await()
			.atMost(HANG_GUARD)
			.untilAsserted(() -> assertThat(breaker().getMetrics().getNumberOfFailedCalls()).isOne());
	}

	@ParameterizedTest
	@EnumSource
	void doesNotRetryWithoutABudget(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("never"));
		Channel thrifty = this.context.getBean(GrpcChannelFactory.class).createChannel(WITHOUT_BUDGET);
		assertFails(Code.UNAVAILABLE, () -> stub.call(thrifty, FIND, CallOptions.DEFAULT, "apple"));
		assertThat(this.server.requests).hasSize(1);
		assertEvents("attempt 1 Failure", "rejected BUDGET", "call ERROR");
	}

	@ParameterizedTest
	@EnumSource
	void rejectsWhileTheBreakerIsOpen(Stub stub) {
		this.server.behave(Behaviour.respond("never"));
		breaker().transitionToOpenState();
		assertRejected(Code.UNAVAILABLE, () -> find(stub));
		assertThat(this.server.requests).isEmpty();
		assertEvents("rejected BREAKER", "call REJECTED");
	}

	@ParameterizedTest
	@EnumSource
	void rejectsARetryWhenTheBreakerHasOpened(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE, "grpc-retry-pushback-ms", "300"),
				Behaviour.respond("never"));
		AtomicBoolean first = new AtomicBoolean(true);
		breaker().getEventPublisher().onError((event) -> {
			if (first.getAndSet(false)) {
				breaker().transitionToOpenState();
			}
		});
		assertRejected(Code.UNAVAILABLE, () -> find(stub));
		assertThat(this.server.requests).hasSize(1);
	}

	@Test
	void guardsBlockingStubsOfTheSecondVersion() throws StatusException {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		assertThat(ClientCalls.blockingV2UnaryCall(this.channel, FIND, CallOptions.DEFAULT, "apple")).isEqualTo("ok");
		assertEvents("attempt 1 Failure", "attempt 2 Success", "call SUCCESS");
		breaker().transitionToOpenState();
		assertThatExceptionOfType(StatusException.class)
			.isThrownBy(() -> ClientCalls.blockingV2UnaryCall(this.channel, FIND, CallOptions.DEFAULT, "apple"))
			.withCauseInstanceOf(CallRejectedException.class);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotGuardACallThatSaysSo(Stub stub) {
		this.server.behave(Behaviour.respond("ok"));
		breaker().transitionToOpenState();
		assertThat(stub.call(this.channel, FIND, CallOptions.DEFAULT.withOption(GrpcCalls.UNGUARDED, true), "apple"))
			.isEqualTo("ok");
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "BLOCKING")
	void returnsTheThreadOfTheCallerAtOnce(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE, "grpc-retry-pushback-ms", "500"), Behaviour.respond("ok"));
		assertThat(find(stub)).isEqualTo("ok");
	}

}
