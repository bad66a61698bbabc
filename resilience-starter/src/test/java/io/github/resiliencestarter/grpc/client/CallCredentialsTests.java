package io.github.resiliencestarter.grpc.client;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.github.resiliencestarter.loadbalancing.Health;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for credentials of the application's own that fail or do not come: nobody has
 * called the target.
 */
class CallCredentialsTests extends GuardedServer {

	private static final Metadata.Key<String> TOKEN = MisbehavingService.key("token");

	@ParameterizedTest
	@EnumSource
	void failureIsNotTheTargets(Stub stub) {
		this.server.behave(Behaviour.respond("never"));
		for (Code code : List.of(Code.UNAUTHENTICATED, Code.UNAVAILABLE, Code.INTERNAL, Code.UNKNOWN,
				Code.DEADLINE_EXCEEDED, Code.RESOURCE_EXHAUSTED, Code.PERMISSION_DENIED)) {
			this.events.all.clear();
			StatusRuntimeException failure = assertFails(code,
					() -> find(stub, failing(code.toStatus().withDescription("no token"))));
			assertThat(failure.getStatus().getDescription()).isEqualTo("no token");
			assertEvents("attempt 1 Unrelated", "call ERROR");
		}
		assertNothingCountedNorSent();
	}

	@ParameterizedTest
	@EnumSource
	void exceptionIsNotTheTargets(Stub stub) {
		this.server.behave(Behaviour.respond("never"));
		assertFails(Code.UNAUTHENTICATED, () -> find(stub, new Credentials((executor, applier) -> {
			throw new IllegalStateException("no token");
		})));
		assertEvents("attempt 1 Unrelated", "call ERROR");
		assertNothingCountedNorSent();
	}

	@ParameterizedTest
	@EnumSource
	void failureOnAnotherThreadIsNotTheTargets(Stub stub) {
		this.server.behave(Behaviour.respond("never"));
		assertFails(Code.UNAVAILABLE, () -> find(stub,
				new Credentials((executor, applier) -> executor.execute(() -> applier.fail(Status.UNAVAILABLE)))));
		assertEvents("attempt 1 Unrelated", "call ERROR");
		assertNothingCountedNorSent();
	}

	@ParameterizedTest
	@EnumSource
	void endlessWaitIsNotTheTargets(Stub stub) {
		this.server.behave(Behaviour.respond("never"));
		assertFails(Code.DEADLINE_EXCEEDED, () -> find(stub, new Credentials((executor, applier) -> {
		})));
		assertEvents("attempt 1 Unrelated", "call ERROR");
		assertNothingCountedNorSent();
		assertBulkheadIsFree();
	}

	@ParameterizedTest
	@EnumSource
	void targetThatFailsWithAGoodTokenIsToBlame(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		AtomicInteger tokens = new AtomicInteger();
		assertThat(find(stub, new Credentials((executor, applier) -> {
			Metadata headers = new Metadata();
			headers.put(TOKEN, "token " + tokens.incrementAndGet());
			applier.apply(headers);
		}))).isEqualTo("ok");
		assertEvents("attempt 1 Failure", "attempt 2 Success", "call SUCCESS");
		assertThat(this.server.requests).extracting((request) -> request.headers().get(TOKEN))
			.containsExactly("token 1", "token 2");
	}

	@ParameterizedTest
	@EnumSource
	void targetThatHangsWithAGoodTokenIsToBlame(Stub stub) {
		this.server.behave(Behaviour.hang());
		assertFails(Code.DEADLINE_EXCEEDED,
				() -> find(stub, new Credentials((executor, applier) -> applier.apply(new Metadata()))));
		assertThat(breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource
	void targetThatRejectsTheTokenHasDoneItsJob(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAUTHENTICATED));
		assertFails(Code.UNAUTHENTICATED,
				() -> find(stub, new Credentials((executor, applier) -> applier.apply(new Metadata()))));
		assertEvents("attempt 1 Success", "call SUCCESS");
	}

	@Test
	void failureOfAStreamIsNotTheTargets() {
		Stub.Response response = new Stub.Response();
		io.grpc.stub.ClientCalls.asyncServerStreamingCall(
				this.channel.newCall(MisbehavingService.WATCH, options(failing(Status.UNAVAILABLE))), "apple",
				response);
		assertFails(Code.UNAVAILABLE, response::join);
		assertEvents("attempt 1 Unrelated", "call ERROR");
		assertThat(breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	@Test
	void failureOfOneOfTwoIsNotTheTargets() {
		this.server.behave(Behaviour.respond("never"));
		CallCredentials both = new io.grpc.CompositeCallCredentials(
				new Credentials((executor, applier) -> applier.apply(new Metadata())), failing(Status.UNAVAILABLE));
		assertFails(Code.UNAVAILABLE, () -> find(Stub.BLOCKING, both));
		assertNothingCountedNorSent();
	}

	@ParameterizedTest
	@EnumSource
	void failureOfAnInterceptorsCredentialsIsNotTheTargets(Stub stub) {
		try (ConfigurableApplicationContext other = GrpcApplication.run(
				new Class<?>[] { GrpcApplication.class, InterceptorConfiguration.class },
				"spring.grpc.client.channel.stock.target=static://127.0.0.1:" + this.server.port())) {
			Channel channel = other.getBean(GrpcChannelFactory.class).createChannel("stock");
			for (int i = 0; i < 3; i++) {
				assertFails(Code.UNAVAILABLE, () -> stub.call(channel, FIND, CallOptions.DEFAULT, "apple"));
			}
			assertThat(other.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("stock")
				.getMetrics()
				.getNumberOfBufferedCalls()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void timeThatAnInterceptorUsesUpIsNotTheTargets(Stub stub) {
		this.server.behave(Behaviour.respond("never"));
		try (ConfigurableApplicationContext other = GrpcApplication.run(
				new Class<?>[] { GrpcApplication.class, SlowInterceptorConfiguration.class },
				"spring.grpc.client.channel.stock.target=static://127.0.0.1:" + this.server.port())) {
			Channel channel = other.getBean(GrpcChannelFactory.class).createChannel("stock");
			assertFails(Code.DEADLINE_EXCEEDED, () -> stub.call(channel, FIND, CallOptions.DEFAULT, "apple"));
			assertThat(other.getBean(Events.class).all).first().isEqualTo("attempt 1 Unrelated");
			assertThat(other.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("stock")
				.getMetrics()
				.getNumberOfBufferedCalls()).isZero();
		}
		assertThat(this.server.requests).isEmpty();
	}

	@Test
	void instanceIsNotEjectedForThem() {
		try (ConfigurableApplicationContext other = GrpcApplication
			.run(GrpcApplication.instances(this.server.port(), this.server.port()))) {
			Channel channel = other.getBean(GrpcChannelFactory.class).createChannel("inventory");
			CallOptions options = options(failing(Status.UNAVAILABLE));
			IntStream.range(0, 6)
				.forEach((i) -> assertFails(Code.UNAVAILABLE,
						() -> Stub.BLOCKING.call(channel, FIND, options, "apple")));
			assertFails(Code.DEADLINE_EXCEEDED,
					() -> Stub.BLOCKING.call(channel, FIND, options(new Credentials((executor, applier) -> {
					})), "apple"));
			assertThat(Health.of(other, "inventory")).isEqualTo(new Health(0, 0));
			assertThat(other.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("inventory")
				.getMetrics()
				.getNumberOfBufferedCalls()).isZero();
		}
	}

	private void assertNothingCountedNorSent() {
		assertThat(this.server.requests).isEmpty();
		assertThat(breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
	}

	private String find(Stub stub, CallCredentials credentials) {
		return stub.call(this.channel, FIND, options(credentials), "apple");
	}

	private static CallOptions options(CallCredentials credentials) {
		return CallOptions.DEFAULT.withCallCredentials(credentials);
	}

	private static CallCredentials failing(Status status) {
		return new Credentials((executor, applier) -> applier.fail(status));
	}

	/**
	 * Credentials that do what a test tells them to.
	 */
	private static final class Credentials extends CallCredentials {

		private final BiConsumer<Executor, MetadataApplier> behaviour;

		Credentials(BiConsumer<Executor, MetadataApplier> behaviour) {
			this.behaviour = behaviour;
		}

		@Override
		public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
			this.behaviour.accept(executor, applier);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SlowInterceptorConfiguration {

		@Bean
		@GlobalClientInterceptor
		ClientInterceptor waitsUntilItIsTooLate() {
			return new ClientInterceptor() {

				@Override
				public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options,
						Channel next) {
					Awaitility.await()
						.atMost(HANG_GUARD)
						.until(() -> Objects.requireNonNull(options.getDeadline()).isExpired());
					return next.newCall(method, options);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterceptorConfiguration {

		@Bean
		@GlobalClientInterceptor
		ClientInterceptor addsCredentials() {
			return new ClientInterceptor() {

				@Override
				public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options,
						Channel next) {
					return next.newCall(method, options.withCallCredentials(failing(Status.UNAVAILABLE)));
				}

			};
		}

	}

}
