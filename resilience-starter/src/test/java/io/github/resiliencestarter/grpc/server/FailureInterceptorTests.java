package io.github.resiliencestarter.grpc.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link FailureInterceptor} and {@link RejectedCallHandler}.
 */
class FailureInterceptorTests {

	private final Shop shop = new Shop();

	private static List<Arguments> rejections() {
		return List.of(rejected(Code.UNAVAILABLE, "BREAKER", RejectionReason.BREAKER),
				rejected(Code.UNAVAILABLE, "BUDGET", RejectionReason.BUDGET),
				rejected(Code.RESOURCE_EXHAUSTED, "BULKHEAD", RejectionReason.BULKHEAD),
				rejected(Code.RESOURCE_EXHAUSTED, "LIMIT", RejectionReason.LIMIT),
				rejected(Code.DEADLINE_EXCEEDED, "DEADLINE", RejectionReason.DEADLINE),
				Arguments.of(Code.UNAVAILABLE, "BREAKER",
						CallNotPermittedException
							.createCallNotPermittedException(CircuitBreaker.ofDefaults("inventory"))),
				Arguments.of(Code.RESOURCE_EXHAUSTED, "BULKHEAD",
						BulkheadFullException.createBulkheadFullException(Bulkhead.ofDefaults("inventory"))),
				Arguments.of(Code.RESOURCE_EXHAUSTED, "RATE",
						RequestNotPermitted.createRequestNotPermitted(RateLimiter.ofDefaults("inventory"))),
				Arguments.of(Code.UNAVAILABLE, "BREAKER",
						new IllegalStateException("secret", rejection(RejectionReason.BREAKER, null))),
				Arguments.of(Code.UNAVAILABLE, "BREAKER",
						Status.UNAVAILABLE.withDescription("secret")
							.withCause(rejection(RejectionReason.BREAKER, null))
							.asRuntimeException()));
	}

	private static Arguments rejected(Code code, String reason, RejectionReason reasonOfGuard) {
		return Arguments.of(code, reason, rejection(reasonOfGuard, null));
	}

	@Test
	void rejectionHasTheFactsOfAProblemDetail() {
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			for (Arguments rejection : rejections()) {
				Object[] parts = rejection.get();
				eachWay((RuntimeException) parts[2], () -> {
					StatusRuntimeException ex = failure(channel);
					assertThat(ex.getStatus().getCode()).as("%s", parts[2]).isEqualTo(parts[0]);
					assertThat(ex.getStatus().getDescription()).contains("inventory").doesNotContain("secret");
					ErrorInfo info = detail(ex, ErrorInfo.class);
					assertThat(info.getReason()).isEqualTo(parts[1]);
					assertThat(info.getDomain()).isEqualTo("resilience-starter");
					assertThat(info.getMetadataMap()).containsEntry("target", "inventory");
					assertThat(detail(ex, RetryInfo.class).getRetryDelay().getSeconds()).isEqualTo(1);
					assertThat(pushback(ex)).isNull();
				});
			}
		});
	}

	@Test
	void rejectionOfACircuitBreakerTellsWhenToComeBack() {
		this.shop.asked((request, response) -> {
			throw rejection(RejectionReason.BREAKER, Duration.ofMillis(2_500));
		});
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			StatusRuntimeException ex = failure(channel);
			assertThat(pushback(ex)).isEqualTo("2500");
			assertThat(detail(ex, RetryInfo.class).getRetryDelay())
				.isEqualTo(com.google.protobuf.Duration.newBuilder().setSeconds(2).setNanos(500_000_000).build());
		});
	}

	@Test
	void handlerOfTheUserComesFirst() {
		this.shop.asked((request, response) -> {
			throw rejection(RejectionReason.BREAKER, null);
		});
		ShopServer.with(ShopServer.runner(this.shop).withUserConfiguration(OwnHandler.class), (channel) -> {
			StatusRuntimeException ex = failure(channel);
			assertThat(ex.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
			assertThat(ex.getTrailers().get(OwnHandler.KEY)).isEqualTo("mine");
			assertThat(saysDependency(ex)).isTrue();
		});
	}

	@Test
	void statusThatTheUserHasChosenStays() {
		this.shop.asked((request, response) -> {
			throw Status.FAILED_PRECONDITION.withDescription("out of stock")
				.withCause(rejection(RejectionReason.BREAKER, null))
				.asRuntimeException();
		});
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			Status status = failure(channel).getStatus();
			assertThat(status.getCode()).isEqualTo(Code.FAILED_PRECONDITION);
			assertThat(status.getDescription()).isEqualTo("out of stock");
		});
	}

	@Test
	void ownStatusIsNobodyElsesFault() {
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			for (Code code : List.of(Code.UNAVAILABLE, Code.NOT_FOUND, Code.INTERNAL, Code.UNKNOWN)) {
				eachWay(Status.fromCode(code).withDescription("mine").asRuntimeException(), () -> {
					StatusRuntimeException ex = failure(channel);
					assertThat(ex.getStatus().getCode()).isEqualTo(code);
					assertThat(saysDependency(ex)).isFalse();
				});
			}
		});
	}

	private static List<RuntimeException> failedCalls() {
		return List.of(new HttpServerErrorException(HttpStatus.BAD_GATEWAY),
				new ResourceAccessException("I/O error on 10.0.0.1"),
				new IllegalStateException(new HttpServerErrorException(HttpStatus.SERVICE_UNAVAILABLE)));
	}

	@Test
	void failedCallByHttpIsTheFaultOfADependency() {
		ShopServer.with(ShopServer.runner(this.shop),
				(channel) -> failedCalls().forEach((failure) -> eachWay(failure, () -> {
					StatusRuntimeException ex = failure(channel);
					assertThat(ex.getStatus().getCode()).isEqualTo(Code.UNKNOWN);
					assertThat(ex.getStatus().getDescription()).isNull();
					assertThat(saysDependency(ex)).isTrue();
				})));
	}

	@Test
	void callersWithoutADeadlineAreNotTold() {
		this.shop.asked((request, response) -> {
			throw new HttpServerErrorException(HttpStatus.BAD_GATEWAY);
		});
		ShopServer.with(ShopServer.runner(this.shop),
				(channel) -> assertThat(saysDependency(failure(channel, CallOptions.DEFAULT))).isFalse());
	}

	@Test
	void ownFailureIsOur() {
		this.shop.asked((request, response) -> {
			throw new IllegalStateException("secret");
		});
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			StatusRuntimeException ex = failure(channel);
			assertThat(ex.getStatus().getCode()).isEqualTo(Code.UNKNOWN);
			assertThat(ex.getStatus().getDescription()).isNull();
			assertThat(saysDependency(ex)).isFalse();
		});
	}

	@Test
	void failedCallByGrpcIsTheFaultOfADependency() {
		Shop inventory = new Shop();
		ShopServer.with(ShopServer.runner(inventory), (channel) -> {
			Channel guarded = ClientInterceptors.intercept(channel, new FailedCallInterceptor());
			ShopServer.with(ShopServer.runner(this.shop), (outer) -> {
				for (Code code : List.of(Code.UNAVAILABLE, Code.INTERNAL, Code.UNKNOWN, Code.RESOURCE_EXHAUSTED)) {
					inventory.asked((request, response) -> response
						.onError(Status.fromCode(code).withDescription("secret").asRuntimeException()));
					eachWay(failure(guarded), () -> {
						StatusRuntimeException ex = failure(outer);
						assertThat(ex.getStatus().getCode()).isEqualTo(code);
						assertThat(ex.getStatus().getDescription()).doesNotContain("secret").contains("failed");
						assertThat(saysDependency(ex)).isTrue();
						assertThat(ex.getTrailers().containsKey(FailedCall.MARK)).isFalse();
					});
				}
			});
		});
	}

	@Test
	void addressOfAnUnreachableDependencyIsNotTold() {
		ManagedChannel nobody = ManagedChannelBuilder.forAddress("127.0.0.1", 1).usePlaintext().build();
		Channel guarded = ClientInterceptors.intercept(nobody, new FailedCallInterceptor());
		this.shop.replies((request) -> ClientCalls.blockingUnaryCall(guarded, Shop.ASK, CallOptions.DEFAULT, ""));
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			StatusRuntimeException ex = failure(channel);
			assertThat(ex.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
			assertThat(ex.getStatus().getDescription()).doesNotContain("refused").doesNotContain("exception");
			assertThat(saysDependency(ex)).isTrue();
		});
		nobody.shutdownNow();
	}

	@Test
	void responseThatIsNobodysFaultIsPassedOn() {
		Shop inventory = new Shop().asked((request, response) -> response
			.onError(Status.NOT_FOUND.withDescription("no such sku").asRuntimeException()));
		ShopServer.with(ShopServer.runner(inventory), (channel) -> {
			Channel guarded = ClientInterceptors.intercept(channel, new FailedCallInterceptor());
			this.shop.asked((request, response) -> {
				throw failure(guarded);
			});
			ShopServer.with(ShopServer.runner(this.shop), (outer) -> {
				StatusRuntimeException ex = failure(outer);
				assertThat(ex.getStatus().getDescription()).isEqualTo("no such sku");
				assertThat(saysDependency(ex)).isFalse();
			});
		});
	}

	@Test
	void failureOfAStreamIsToldToo() {
		this.shop.streamed((response) -> {
			throw rejection(RejectionReason.BREAKER, Duration.ofSeconds(1));
		});
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			Received received = new Received();
			StreamObserver<String> unused = ClientCalls.asyncBidiStreamingCall(channel.newCall(Shop.CHAT, within()),
					received);
			assertThat(received.end()).startsWith("[] UNAVAILABLE: Call to 'inventory' rejected");
		});
	}

	@Test
	void switchLeavesFailuresToSpring() {
		this.shop.asked((request, response) -> {
			throw rejection(RejectionReason.BREAKER, null);
		});
		ShopServer.with(ShopServer.runner(this.shop).withPropertyValues("resilience.grpc.enabled=false"),
				(channel) -> assertThat(failure(channel).getStatus().getCode()).isEqualTo(Code.UNKNOWN));
	}

	@Test
	void rejectionIsToldWithoutErrorDetailsIfTheirTypesAreMissing() {
		this.shop.asked((request, response) -> {
			throw rejection(RejectionReason.BREAKER, Duration.ofSeconds(2));
		});
		ShopServer.with(
				ShopServer.runner(this.shop).withClassLoader(new FilteredClassLoader("io.grpc.protobuf.StatusProto")),
				(channel) -> {
					StatusRuntimeException ex = failure(channel);
					assertThat(ex.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
					assertThat(pushback(ex)).isEqualTo("2000");
				});
	}

	/**
	 * Fails by throwing, and by passing the failure to the observer.
	 */
	private void eachWay(RuntimeException failure, Runnable test) {
		this.shop.asked((request, response) -> {
			throw failure;
		});
		test.run();
		this.shop.asked((request, response) -> response.onError(failure));
		test.run();
	}

	private static CallRejectedException rejection(RejectionReason reason, @Nullable Duration retryAfter) {
		return new CallRejectedException("inventory", reason, retryAfter, new IllegalStateException("secret"));
	}

	private static CallOptions within() {
		return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
	}

	private static StatusRuntimeException failure(Channel channel) {
		return failure(channel, within());
	}

	private static StatusRuntimeException failure(Channel channel, CallOptions options) {
		return catchThrowableOfType(StatusRuntimeException.class,
				() -> ClientCalls.blockingUnaryCall(channel, Shop.ASK, options, "stock"));
	}

	private static boolean saysDependency(StatusRuntimeException ex) {
		Metadata trailers = ex.getTrailers();
		return trailers != null && trailers.containsKey(FailedCall.HEADER);
	}

	private static @Nullable String pushback(StatusRuntimeException ex) {
		Metadata trailers = ex.getTrailers();
		return (trailers != null) ? trailers.get(RejectedCallHandler.PUSHBACK) : null;
	}

	private static <T extends com.google.protobuf.Message> T detail(StatusRuntimeException ex, Class<T> type) {
		com.google.rpc.Status status = StatusProto.fromThrowable(ex);
		assertThat(status).isNotNull();
		Any detail = status.getDetailsList().stream().filter((any) -> any.is(type)).findFirst().orElseThrow();
		try {
			return detail.unpack(type);
		}
		catch (InvalidProtocolBufferException invalid) {
			throw new IllegalStateException(invalid);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHandler {

		static final Metadata.Key<String> KEY = Metadata.Key.of("own", Metadata.ASCII_STRING_MARSHALLER);

		@Bean
		GrpcExceptionHandler mine() {
			return (exception) -> {
				Metadata trailers = new Metadata();
				trailers.put(KEY, "mine");
				return new StatusException(Status.FAILED_PRECONDITION, trailers);
			};
		}

	}

}
