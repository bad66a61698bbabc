package io.github.resiliencestarter.grpc.client;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for methods with Resilience4j's annotations that call stubs: instances with the
 * name of the target count a call once.
 */
@Timeout(60)
class AnnotatedStubTests {

	private MisbehavingService server;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		this.server = new MisbehavingService();
		this.runner = StarterContext.runner()
			.withBean(Inventory.class)
			.withPropertyValues("spring.grpc.client.channel.stock.target=static://127.0.0.1:" + this.server.port(),
					"spring.grpc.server.port=0", "resilience4j.retry.configs.default.wait-duration=1ms",
					"resilience4j.timelimiter.configs.default.timeout-duration=20s");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void failureCountsOncePerAttemptAndIsRetriedTwice(Kind kind) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE));
		this.runner.run((context) -> {
			assertThatException().isThrownBy(() -> kind.call(inventory(context)));
			assertThat(this.server.requests).hasSize(3);
			assertThat(metrics(context).getNumberOfFailedCalls()).isEqualTo(3);
			assertThat(metrics(context).getNumberOfBufferedCalls()).isEqualTo(3);
		});
	}

	@ParameterizedTest
	@EnumSource
	void successAfterAFailureCountsOnce(Kind kind) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		this.runner.run((context) -> {
			assertThat(kind.call(inventory(context))).isEqualTo("ok");
			assertThat(this.server.requests).hasSize(2);
			assertThat(metrics(context).getNumberOfFailedCalls()).isOne();
			assertThat(metrics(context).getNumberOfBufferedCalls()).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@EnumSource
	void statusThatIsTheCallersFaultIsNeitherFailureNorRetried(Kind kind) {
		this.server.behave(Behaviour.fail(Code.NOT_FOUND));
		this.runner.run((context) -> {
			assertThatException().isThrownBy(() -> kind.call(inventory(context)));
			assertThat(this.server.requests).hasSize(1);
			assertThat(metrics(context).getNumberOfFailedCalls()).isZero();
		});
	}

	private static Inventory inventory(ApplicationContext context) {
		Inventory inventory = context.getBean(Inventory.class);
		inventory.use(context.getBean(GrpcChannelFactory.class).createChannel("stock"));
		return inventory;
	}

	private static Metrics metrics(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("stock").getMetrics();
	}

	/**
	 * Kinds of methods.
	 */
	enum Kind {

		BLOCKING {

			@Override
			String call(Inventory inventory) {
				return inventory.find(Stub.BLOCKING);
			}

		},

		FUTURE {

			@Override
			String call(Inventory inventory) {
				return inventory.find(Stub.FUTURE);
			}

		},

		ASYNC {

			@Override
			String call(Inventory inventory) {
				return inventory.find(Stub.ASYNC);
			}

		},

		BLOCKING_IN_TIME {

			@Override
			String call(Inventory inventory) {
				return inventory.findInTime(Stub.BLOCKING);
			}

		},

		ASYNC_IN_TIME {

			@Override
			String call(Inventory inventory) {
				return inventory.findInTime(Stub.ASYNC);
			}

		},

		LATER {

			@Override
			String call(Inventory inventory) {
				return inventory.findLater().orTimeout(20, TimeUnit.SECONDS).join();
			}

		},

		REACTIVE {

			@Override
			String call(Inventory inventory) {
				return Objects.requireNonNull(inventory.findReactively().block());
			}

		};

		abstract String call(Inventory inventory);

	}

	static class Inventory {

		private @Nullable Channel channel;

		void use(Channel channel) {
			this.channel = channel;
		}

		@CircuitBreaker(name = "stock")
		@Retry(name = "stock")
		@Bulkhead(name = "stock")
		String find(Stub stub) {
			return stub.call(channel(), MisbehavingService.FIND, CallOptions.DEFAULT, "apple");
		}

		@CircuitBreaker(name = "stock")
		@Retry(name = "stock")
		@Bulkhead(name = "stock")
		@TimeLimiter(name = "stock")
		String findInTime(Stub stub) {
			return stub.call(channel(), MisbehavingService.FIND, CallOptions.DEFAULT, "apple");
		}

		@CircuitBreaker(name = "stock")
		@Retry(name = "stock")
		@Bulkhead(name = "stock")
		@TimeLimiter(name = "stock")
		CompletableFuture<String> findLater() {
			CompletableFuture<String> result = new CompletableFuture<>();
			begin(new Completing(result));
			return result;
		}

		@CircuitBreaker(name = "stock")
		@Retry(name = "stock")
		@Bulkhead(name = "stock")
		@TimeLimiter(name = "stock")
		Mono<String> findReactively() {
			return Mono.defer(() -> {
				CompletableFuture<String> result = new CompletableFuture<>();
				begin(new Completing(result));
				return Mono.fromFuture(result);
			});
		}

		private void begin(StreamObserver<String> observer) {
			ClientCalls.asyncUnaryCall(channel().newCall(MisbehavingService.FIND, CallOptions.DEFAULT), "apple",
					observer);
		}

		private Channel channel() {
			return Objects.requireNonNull(this.channel);
		}

	}

	/**
	 * Observer that completes a future.
	 */
	private record Completing(CompletableFuture<String> result) implements StreamObserver<String> {

		@Override
		public void onNext(String value) {
			this.result.complete(value);
		}

		@Override
		public void onError(Throwable ex) {
			this.result.completeExceptionally(ex);
		}

		@Override
		public void onCompleted() {
			// The message has completed it
		}

	}

}
