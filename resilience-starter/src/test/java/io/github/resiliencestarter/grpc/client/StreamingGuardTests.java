package io.github.resiliencestarter.grpc.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.loadbalancing.Health;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for guarded streaming calls.
 */
@Timeout(60)
class StreamingGuardTests {

	private static final Duration HANG_GUARD = Duration.ofSeconds(5);

	private MisbehavingService server;

	private ConfigurableApplicationContext context;

	private Channel channel;

	@BeforeEach
	void start() {
		this.server = new MisbehavingService();
		this.context = GrpcApplication.run(GrpcApplication.instances(this.server.port()));
		this.channel = this.context.getBean(GrpcChannelFactory.class).createChannel("inventory");
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.server.close();
	}

	private CircuitBreaker breaker() {
		return this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
	}

	private Iterator<String> watch() {
		return ClientCalls.blockingServerStreamingCall(this.channel, MisbehavingService.WATCH, CallOptions.DEFAULT,
				"apple");
	}

	@Test
	void recordsTheOutcomeAtTheEnd() {
		this.server.behave(Behaviour.respond("1", "2", "3"));
		assertThat(watch()).toIterable().containsExactly("1", "2", "3");
		assertEvents("attempt 1 Success", "call SUCCESS");
		assertBulkheadIsFree();
		assertThat(Health.of(this.context, "inventory")).isEqualTo(new Health(0, 0));
	}

	@Test
	void countsAStreamThatBreaksOffWithoutRetryingIt() {
		this.server.behave(Behaviour.breakOff("1"), Behaviour.respond("never"));
		Iterator<String> stream = watch();
		assertThat(stream.next()).isEqualTo("1");
		assertFails(Code.UNAVAILABLE, stream::hasNext);
		assertThat(this.server.requests).hasSize(1);
		assertEvents("attempt 1 Failure", "call ERROR");
		assertThat(breaker().getMetrics().getNumberOfFailedCalls()).isOne();
		assertBulkheadIsFree();
	}

	@Test
	void countsAStreamThatFailsAtOnceWithoutRetryingIt() {
		this.server.behave(Behaviour.fail(Code.INTERNAL), Behaviour.respond("never"));
		assertFails(Code.INTERNAL, () -> watch().hasNext());
		assertThat(this.server.requests).hasSize(1);
		assertEvents("attempt 1 Failure", "call ERROR");
	}

	@Test
	void rejectsWhileTheBreakerIsOpen() {
		breaker().transitionToOpenState();
		assertFails(Code.UNAVAILABLE, () -> watch().hasNext());
		Stub.Response response = new Stub.Response();
		StreamObserver<String> requests = ClientCalls
			.asyncBidiStreamingCall(this.channel.newCall(MisbehavingService.CHAT, CallOptions.DEFAULT), response);
		requests.onNext("ignored");
		requests.onCompleted();
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(response::join)
			.withCauseInstanceOf(CallRejectedException.class);
		assertThat(this.server.requests).isEmpty();
	}

	@Test
	void outlivesTheTimeoutOfACall() {
		this.server.behave((call) -> {
			call.sendHeaders(new Metadata());
			call.sendMessage("1");
		});
		ClientCall<String, String> call = this.channel.newCall(MisbehavingService.WATCH, CallOptions.DEFAULT);
		Stub.Response response = new Stub.Response();
		ClientCalls.asyncServerStreamingCall(call, "apple", response);
		Awaitility.await()
			.pollDelay(Duration.ofSeconds(1))
			.atMost(HANG_GUARD)
			.untilAsserted(() -> assertThat(response.received()).isEqualTo("1"));
		assertThat(this.server.canceled).hasValue(0);
		call.cancel("enough", null);
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> assertThat(this.server.canceled).hasValue(1));
		assertEvents("attempt 1 Unrelated", "call ERROR");
		assertBulkheadIsFree();
		assertThat(this.context.getBean(Guards.class).forTarget("inventory")).isNotNull()
			.satisfies((guard) -> assertThat(guard.concurrencyLimit()).isInfinite());
	}

	@Test
	void endsAtTheDeadlineOfTheStub() {
		this.server.behave(Behaviour.hang());
		assertFails(Code.DEADLINE_EXCEEDED,
				() -> ClientCalls
					.blockingServerStreamingCall(this.channel, MisbehavingService.WATCH,
							CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS), "apple")
					.hasNext());
		assertBulkheadIsFree();
	}

	@Test
	void guardsStreamsOfRequests() {
		this.server.behave(Behaviour.respond("ok"));
		Stub.Response response = new Stub.Response();
		StreamObserver<String> requests = ClientCalls
			.asyncClientStreamingCall(this.channel.newCall(MisbehavingService.UPLOAD, CallOptions.DEFAULT), response);
		requests.onNext("a");
		requests.onNext("b");
		requests.onCompleted();
		assertThat(response.join()).isEqualTo("ok");
		assertThat(this.server.requests).extracting(MisbehavingService.Request::message).containsExactly("ab");
		assertEvents("attempt 1 Success", "call SUCCESS");
	}

	@Test
	void holdsTheBulkheadUntilTheEnd() {
		this.server.behave(Behaviour.hang());
		IntStream.range(0, 25)
			.forEach((i) -> ClientCalls.asyncServerStreamingCall(
					this.channel.newCall(MisbehavingService.WATCH, CallOptions.DEFAULT), "apple", new Stub.Response()));
		assertFails(Code.RESOURCE_EXHAUSTED, () -> watch().hasNext());
	}

	private static void assertFails(Code code, ThrowingCallable call) {
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
	}

	private void assertEvents(String... events) {
		Events all = this.context.getBean(Events.class);
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> assertThat(all.all).containsExactly(events));
	}

	private void assertBulkheadIsFree() {
		Awaitility.await()
			.atMost(HANG_GUARD)
			.untilAsserted(() -> assertThat(this.context.getBean(BulkheadRegistry.class)
				.bulkhead("inventory")
				.getMetrics()
				.getAvailableConcurrentCalls()).isEqualTo(25));
	}

}
