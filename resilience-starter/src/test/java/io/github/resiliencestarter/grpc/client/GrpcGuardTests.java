package io.github.resiliencestarter.grpc.client;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for guarded unary calls with all kinds of stubs and a real server that
 * misbehaves.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class GrpcGuardTests {

	// Generous: it only keeps a broken build from hanging
	private static final Duration HANG_GUARD = Duration.ofSeconds(5);

	private static final LongSupplier CLOCK = System::nanoTime;

	private static final MethodDescriptor<String, String> FIND = MisbehavingService.FIND;

	private static final MethodDescriptor<String, String> RESERVE = MisbehavingService.RESERVE;

	private MisbehavingService server;

	private ConfigurableApplicationContext context;

	private Events events;

	private Channel channel;

	@BeforeAll
	void start() {
		this.server = new MisbehavingService();
		this.context = GrpcApplication.run("resilience.client.adaptive-limit=false",
				"spring.grpc.client.channel.stock.target=static://127.0.0.1:" + this.server.port());
		this.events = this.context.getBean(Events.class);
		this.channel = this.context.getBean(GrpcChannelFactory.class).createChannel("stock");
	}

	@AfterAll
	void stop() {
		this.context.close();
		this.server.close();
	}

	@BeforeEach
	void reset() {
		breaker().reset();
		this.events.all.clear();
	}

	private CircuitBreaker breaker() {
		return this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("stock");
	}

	private String find(Stub stub) {
		return stub.call(this.channel, FIND, CallOptions.DEFAULT, "apple");
	}

	private String reserve(Stub stub) {
		return stub.call(this.channel, RESERVE, CallOptions.DEFAULT, "apple");
	}

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
			.extracting((request) -> request.deadline().timeRemaining(TimeUnit.MILLISECONDS))
			.allSatisfy((left) -> assertThat(left).isLessThanOrEqualTo(300));
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

	@Test
	void cancelsTheAttemptInFlight() {
		this.server.behave(Behaviour.hang());
		Closed closed = new Closed();
		ClientCall<String, String> call = begin(closed);
		Awaitility.await().atMost(HANG_GUARD).until(() -> this.server.requests.size() == 1);
		call.cancel("changed my mind", null);
		assertThat(closed.status().getCode()).isEqualTo(Code.CANCELLED);
		assertThat(closed.status().getDescription()).isEqualTo("changed my mind");
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> assertThat(this.server.canceled).hasValue(1));
		assertEvents("attempt 1 Unrelated", "call ERROR");
		assertBulkheadIsFree();
	}

	@Test
	void cancelsARetryThatHasNotBegun() {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE, "grpc-retry-pushback-ms", "2000"),
				Behaviour.respond("never"));
		Closed closed = new Closed();
		ClientCall<String, String> call = begin(closed);
		Awaitility.await().atMost(HANG_GUARD).until(() -> this.events.all.contains("attempt 1 Failure"));
		call.cancel(null, new IllegalStateException("gone"));
		assertThat(closed.status().getCode()).isEqualTo(Code.CANCELLED);
		assertThat(closed.status().getCause()).hasMessage("gone");
		assertEvents("attempt 1 Failure", "call ERROR");
	}

	@Test
	void endsWithTheContextOfTheCaller() {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE, "grpc-retry-pushback-ms", "2000"),
				Behaviour.respond("never"));
		Closed closed = new Closed();
		Context.CancellableContext around = Context.current().withCancellation();
		around.run(() -> begin(closed));
		Awaitility.await().atMost(HANG_GUARD).until(() -> this.events.all.contains("attempt 1 Failure"));
		around.cancel(null);
		assertThat(closed.status().getCode()).isEqualTo(Code.CANCELLED);
	}

	@Test
	void endsACallWhoseThreadIsInterrupted() {
		Thread caller = Thread.currentThread();
		this.server.behave((call) -> caller.interrupt());
		assertFails(Code.CANCELLED, () -> find(Stub.BLOCKING));
		assertThat(Thread.interrupted()).isTrue();
		assertBulkheadIsFree();
	}

	@Test
	void deliversTheMessageWhenItIsRequested() {
		this.server.behave(Behaviour.respond("ok"));
		Closed closed = new Closed();
		ClientCall<String, String> call = this.channel.newCall(FIND, CallOptions.DEFAULT);
		call.start(closed, new Metadata());
		call.sendMessage("apple");
		call.halfClose();
		assertEvents("attempt 1 Success", "call SUCCESS");
		assertThat(closed.result).isNotDone();
		call.request(1);
		assertThat(closed.status().isOk()).isTrue();
		assertThat(closed.message).isEqualTo("ok");
	}

	@Test
	void startsNoCallThatWasCanceled() {
		ClientCall<String, String> call = this.channel.newCall(FIND, CallOptions.DEFAULT);
		call.cancel("never", null);
		assertThatIllegalStateException().isThrownBy(() -> call.start(new Closed(), new Metadata()));
	}

	private ClientCall<String, String> begin(Closed closed) {
		ClientCall<String, String> call = this.channel.newCall(FIND, CallOptions.DEFAULT);
		call.start(closed, new Metadata());
		call.request(2);
		call.sendMessage("apple");
		call.halfClose();
		return call;
	}

	private static StatusRuntimeException assertFails(Code code, ThrowingCallable call) {
		StatusRuntimeException[] failure = new StatusRuntimeException[1];
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code))
			.satisfies((ex) -> failure[0] = ex);
		return failure[0];
	}

	private static void assertRejected(Code code, ThrowingCallable call) {
		assertThat(assertFails(code, call)).hasCauseInstanceOf(CallRejectedException.class);
	}

	// Awaited because a stub may return before its guard has told all
	private void assertEvents(String... events) {
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> assertThat(this.events.all).containsExactly(events));
	}

	private void assertBulkheadIsFree() {
		Awaitility.await()
			.atMost(HANG_GUARD)
			.untilAsserted(() -> assertThat(this.context.getBean(BulkheadRegistry.class)
				.bulkhead("stock")
				.getMetrics()
				.getAvailableConcurrentCalls()).isEqualTo(25));
	}

	private static void underDeadline(Duration timeLeft, Runnable call) {
		try (CurrentDeadline.Scope scope = CurrentDeadline.open(Deadline.after(timeLeft, CLOCK))) {
			call.run();
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Listener that waits for the end of a call.
	 */
	private static final class Closed extends ClientCall.Listener<String> {

		private final CompletableFuture<Status> result = new CompletableFuture<>();

		private volatile String message = "";

		@Override
		public void onMessage(String message) {
			this.message = message;
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			this.result.complete(status);
		}

		Status status() {
			return this.result.orTimeout(5, TimeUnit.SECONDS).join();
		}

	}

}
