package io.github.resiliencestarter.grpc.client;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Guarded channel to a real server that misbehaves.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
abstract class GuardedServer {

	// Generous: it only keeps a broken build from hanging
	static final Duration HANG_GUARD = Duration.ofSeconds(5);

	static final String WITHOUT_BUDGET = "thrifty";

	static final LongSupplier CLOCK = System::nanoTime;

	static final MethodDescriptor<String, String> FIND = MisbehavingService.FIND;

	static final MethodDescriptor<String, String> RESERVE = MisbehavingService.RESERVE;

	MisbehavingService server;

	ConfigurableApplicationContext context;

	Events events;

	Channel channel;

	@BeforeAll
	void start() {
		this.server = new MisbehavingService();
		this.context = GrpcApplication.run("resilience.client.adaptive-limit=false",
				"spring.grpc.client.channel.stock.target=static://127.0.0.1:" + this.server.port(),
				"spring.grpc.client.channel." + WITHOUT_BUDGET + ".target=static://127.0.0.1:" + this.server.port(),
				"resilience.client.targets." + WITHOUT_BUDGET + ".retry-budget.ratio=0",
				"resilience.client.targets." + WITHOUT_BUDGET + ".retry-budget.min-per-second=0");
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

	CircuitBreaker breaker() {
		return this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("stock");
	}

	String find(Stub stub) {
		return stub.call(this.channel, FIND, CallOptions.DEFAULT, "apple");
	}

	String reserve(Stub stub) {
		return stub.call(this.channel, RESERVE, CallOptions.DEFAULT, "apple");
	}

	static StatusRuntimeException assertFails(Code code, ThrowingCallable call) {
		StatusRuntimeException[] failure = new StatusRuntimeException[1];
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code))
			.satisfies((ex) -> failure[0] = ex);
		return failure[0];
	}

	static void assertRejected(Code code, ThrowingCallable call) {
		assertThat(assertFails(code, call)).hasCauseInstanceOf(CallRejectedException.class);
	}

	// Awaited because a stub may return before its guard has told all
	void assertEvents(String... events) {
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> assertThat(this.events.all).containsExactly(events));
	}

	void assertBulkheadIsFree() {
		Awaitility.await()
			.atMost(HANG_GUARD)
			.untilAsserted(() -> assertThat(this.context.getBean(BulkheadRegistry.class)
				.bulkhead("stock")
				.getMetrics()
				.getAvailableConcurrentCalls()).isEqualTo(25));
	}

	static void underDeadline(Duration timeLeft, Runnable call) {
		CurrentDeadline.Scope scope = CurrentDeadline.open(Deadline.after(timeLeft, CLOCK));
		try {
			call.run();
		}
		finally {
			scope.close();
		}
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
