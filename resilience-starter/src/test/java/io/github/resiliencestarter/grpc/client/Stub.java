package io.github.resiliencestarter.grpc.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

/**
 * Kinds of stubs for unary calls.
 */
enum Stub {

	BLOCKING {

		@Override
		String call(Channel channel, MethodDescriptor<String, String> method, CallOptions options, String request) {
			return ClientCalls.blockingUnaryCall(channel, method, options, request);
		}

	},

	FUTURE {

		@Override
		String call(Channel channel, MethodDescriptor<String, String> method, CallOptions options, String request) {
			try {
				return ClientCalls.futureUnaryCall(channel.newCall(method, options), request).get(20, TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				throw Status.fromThrowable(ex).asRuntimeException(Status.trailersFromThrowable(ex));
			}
			catch (InterruptedException | TimeoutException ex) {
				throw new IllegalStateException(ex);
			}
		}

	},

	ASYNC {

		@Override
		String call(Channel channel, MethodDescriptor<String, String> method, CallOptions options, String request) {
			Response response = new Response();
			ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, response);
			return response.join();
		}

	};

	abstract String call(Channel channel, MethodDescriptor<String, String> method, CallOptions options, String request);

	/**
	 * Observer that collects a response.
	 */
	static final class Response implements StreamObserver<String> {

		private final CompletableFuture<String> future = new CompletableFuture<>();

		private final StringBuilder messages = new StringBuilder();

		@Override
		public void onNext(String message) {
			this.messages.append(message);
		}

		@Override
		public void onError(Throwable error) {
			this.future.completeExceptionally(error);
		}

		@Override
		public void onCompleted() {
			this.future.complete(this.messages.toString());
		}

		String received() {
			return this.messages.toString();
		}

		String join() {
			try {
				return this.future.orTimeout(20, TimeUnit.SECONDS).join();
			}
			catch (CompletionException ex) {
				throw (RuntimeException) ex.getCause();
			}
		}

	}

}
