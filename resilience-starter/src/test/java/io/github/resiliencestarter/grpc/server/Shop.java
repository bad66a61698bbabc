package io.github.resiliencestarter.grpc.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/**
 * Service with a method of each type, without protobuf.
 */
class Shop implements BindableService {

	static final MethodDescriptor<String, String> ASK = method("Ask", MethodType.UNARY);

	static final MethodDescriptor<String, String> WATCH = method("Watch", MethodType.SERVER_STREAMING);

	static final MethodDescriptor<String, String> SEND = method("Send", MethodType.CLIENT_STREAMING);

	static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);

	private volatile Asked asked = (request, response) -> reply(response, request);

	private volatile Function<StreamObserver<String>, StreamObserver<String>> streamed = (response) -> response;

	/**
	 * Sets what methods with a single request do.
	 */
	Shop asked(Asked asked) {
		this.asked = asked;
		return this;
	}

	/**
	 * Sets what unary methods do, as a function of the request.
	 */
	Shop replies(Function<String, Object> reply) {
		return asked((request, response) -> reply(response, reply.apply(request)));
	}

	/**
	 * Sets what methods with a stream of requests do.
	 */
	Shop streamed(Function<StreamObserver<String>, StreamObserver<String>> streamed) {
		this.streamed = streamed;
		return this;
	}

	static void reply(StreamObserver<String> response, Object value) {
		response.onNext(String.valueOf(value));
		response.onCompleted();
	}

	@Override
	public ServerServiceDefinition bindService() {
		return ServerServiceDefinition.builder("test.Shop")
			.addMethod(ASK,
					ServerCalls.asyncUnaryCall(
							(String request, StreamObserver<String> response) -> this.asked.call(request, response)))
			.addMethod(WATCH,
					ServerCalls.asyncServerStreamingCall(
							(String request, StreamObserver<String> response) -> this.asked.call(request, response)))
			.addMethod(SEND,
					ServerCalls
						.asyncClientStreamingCall((StreamObserver<String> response) -> this.streamed.apply(response)))
			.addMethod(CHAT,
					ServerCalls
						.asyncBidiStreamingCall((StreamObserver<String> response) -> this.streamed.apply(response)))
			.build();
	}

	private static MethodDescriptor<String, String> method(String name, MethodType type) {
		return MethodDescriptor.<String, String>newBuilder()
			.setType(type)
			.setFullMethodName("test.Shop/" + name)
			.setRequestMarshaller(new Text())
			.setResponseMarshaller(new Text())
			.build();
	}

	/**
	 * Handler of a single request.
	 */
	interface Asked {

		void call(String request, StreamObserver<String> response);

	}

	/**
	 * Marshaller of texts.
	 */
	private static final class Text implements Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
