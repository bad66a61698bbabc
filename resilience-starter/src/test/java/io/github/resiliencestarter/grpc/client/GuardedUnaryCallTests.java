package io.github.resiliencestarter.grpc.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what a stub can do with a guarded unary call.
 */
class GuardedUnaryCallTests extends GuardedServer {

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

	// As stubs of Kotlin do
	@Test
	void servesACallerThatRequestsMessagesOneByOne() {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		ClientCall<String, String> call = this.channel.newCall(FIND, CallOptions.DEFAULT);
		Closed closed = new Closed() {

			@Override
			public void onMessage(String message) {
				super.onMessage(message);
				call.request(1);
			}

		};
		call.start(closed, new Metadata());
		call.request(1);
		assertThat(call.isReady()).isTrue();
		call.sendMessage("apple");
		call.halfClose();
		assertThat(closed.status().isOk()).isTrue();
		assertThat(closed.message).isEqualTo("ok");
		assertEvents("attempt 1 Failure", "attempt 2 Success", "call SUCCESS");
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

	/**
	 * Listener that waits for the end of a call.
	 */
	private static class Closed extends ClientCall.Listener<String> {

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
