package io.github.resiliencestarter.grpc.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Cost of a unary call over the in-process transport: bare, with a deadline, with gRPC's
 * retry policy and retry throttling, and guarded. Nothing fails, all work is on the
 * caller's thread, and all send the same message. The guard has a deadline, a circuit
 * breaker, a bulkhead, an adaptive limit and a retry budget as well; gRPC has no
 * counterpart of the breaker and the limits. Run with {@code -prof gc} for the bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GrpcBenchmark {

	private static final String NAME = "benchmark";

	private static final MethodDescriptor<byte[], byte[]> METHOD = MethodDescriptor.<byte[], byte[]>newBuilder()
		.setType(MethodDescriptor.MethodType.UNARY)
		.setFullMethodName("benchmark.Echo/Echo")
		.setRequestMarshaller(new Bytes())
		.setResponseMarshaller(new Bytes())
		.setIdempotent(true)
		.build();

	private static final byte[] MESSAGE = new byte[64];

	private final Server server = server();

	private final ConfigurableApplicationContext context = BenchmarkApplication.run();

	private final ManagedChannel bare = builder().build();

	private final ManagedChannel retried = builder().defaultServiceConfig(retries()).enableRetry().build();

	private final Channel guarded = BenchmarkApplication.channel(this.context, "in-process:" + NAME);

	private static Server server() {
		ServerServiceDefinition echo = ServerServiceDefinition.builder("benchmark.Echo")
			.addMethod(METHOD, ServerCalls.asyncUnaryCall((request, observer) -> {
				observer.onNext(request);
				observer.onCompleted();
			}))
			.build();
		try {
			return InProcessServerBuilder.forName(NAME).directExecutor().addService(echo).build().start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static InProcessChannelBuilder builder() {
		return InProcessChannelBuilder.forName(NAME).directExecutor();
	}

	private static Map<String, Object> retries() {
		Map<String, Object> policy = Map.of("maxAttempts", 3.0, "initialBackoff", "0.1s", "maxBackoff", "1s",
				"backoffMultiplier", 2.0, "retryableStatusCodes", List.of("UNAVAILABLE"));
		return Map.of("methodConfig", List.of(Map.of("name", List.of(Map.of()), "retryPolicy", policy)),
				"retryThrottling", Map.of("maxTokens", 100.0, "tokenRatio", 0.1));
	}

	/**
	 * Close everything.
	 */
	@TearDown
	public void tearDown() {
		this.bare.shutdownNow();
		this.retried.shutdownNow();
		this.context.close();
		this.server.shutdownNow();
	}

	/**
	 * A call without any protection.
	 * @return the response
	 */
	@Benchmark
	public byte[] bare() {
		return ClientCalls.blockingUnaryCall(this.bare, METHOD, CallOptions.DEFAULT, MESSAGE);
	}

	/**
	 * A call with a deadline.
	 * @return the response
	 */
	@Benchmark
	public byte[] withDeadline() {
		return ClientCalls.blockingUnaryCall(this.bare, METHOD,
				CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS), MESSAGE);
	}

	/**
	 * A call with a deadline, and the retry policy and retry throttling of gRPC.
	 * @return the response
	 */
	@Benchmark
	public byte[] grpcRetryPolicy() {
		return ClientCalls.blockingUnaryCall(this.retried, METHOD,
				CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS), MESSAGE);
	}

	/**
	 * A guarded call.
	 * @return the response
	 */
	@Benchmark
	public byte[] guarded() {
		return ClientCalls.blockingUnaryCall(this.guarded, METHOD, CallOptions.DEFAULT, MESSAGE);
	}

	private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			try {
				return stream.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
