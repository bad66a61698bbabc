package io.github.resiliencestarter.grpc.client;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.grpc.CallOptions;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for guarded calls whose messages are bytes, with a marshaller of their own.
 */
class CustomMarshallerTests extends GuardedServer {

	private static final MethodDescriptor<Bytes, Bytes> READ = method(FIND);

	private static final MethodDescriptor<Bytes, Bytes> WRITE = method(RESERVE);

	private static final List<Bytes> parsed = new CopyOnWriteArrayList<>();

	private final Bytes request = new Bytes("apple".getBytes(StandardCharsets.UTF_8));

	/**
	 * A first call can take longer than an attempt may.
	 */
	@BeforeEach
	void warmUpAndForget() {
		this.server.behave(Behaviour.respond("ok"));
		Awaitility.await().atMost(HANG_GUARD).ignoreExceptions().until(() -> find(Stub.BLOCKING).equals("ok"));
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> assertThat(this.events.all).endsWith("call SUCCESS"));
		reset();
		parsed.clear();
		this.request.written.clear();
	}

	@Test
	void theResponseIsTheObjectOfTheMarshaller() {
		this.server.behave(Behaviour.respond("ok"));
		Bytes response = call(READ);
		assertThat(parsed).singleElement().isSameAs(response);
		assertThat(response).hasToString("ok");
	}

	@Test
	void theRequestIsWrittenOnceForEachAttempt() {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.fail(Code.INTERNAL), Behaviour.respond("ok"));
		call(READ);
		assertThat(this.server.requests).extracting(MisbehavingService.Request::message)
			.containsExactly("apple", "apple", "apple");
		assertThat(this.request.written).hasSize(3);
		assertEvents("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Success", "call SUCCESS");
		assertBulkheadIsFree();
	}

	@Test
	void aCallThatTheTargetMayHaveActedOnIsNotRepeated() {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("never"));
		assertFails(Code.UNAVAILABLE, () -> call(WRITE));
		assertThat(this.request.written).hasSize(1);
	}

	@Test
	void aRejectedCallIsNotWritten() {
		breaker().transitionToOpenState();
		assertRejected(Code.UNAVAILABLE, () -> call(READ));
		assertThat(this.request.written).isEmpty();
	}

	@Test
	void aResponseThatCannotBeReadIsNobodysFault() {
		this.server.behave(Behaviour.respond("broken"), Behaviour.respond("never"));
		StatusRuntimeException failure = assertFails(Code.CANCELLED, () -> call(READ));
		assertThat(failure).hasCauseInstanceOf(UncheckedIOException.class);
		assertThat(this.server.requests).hasSize(1);
		assertThat(breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
		assertBulkheadIsFree();
	}

	private Bytes call(MethodDescriptor<Bytes, Bytes> method) {
		return ClientCalls.blockingUnaryCall(this.channel, method, CallOptions.DEFAULT, this.request);
	}

	private static MethodDescriptor<Bytes, Bytes> method(MethodDescriptor<String, String> method) {
		return method.toBuilder(new BytesMarshaller(), new BytesMarshaller()).build();
	}

	/**
	 * Message that is its bytes.
	 */
	private static final class Bytes {

		private final List<InputStream> written = new CopyOnWriteArrayList<>();

		private final byte[] value;

		Bytes(byte[] value) {
			this.value = value;
		}

		InputStream write() {
			InputStream stream = new BytesStream(this.value);
			this.written.add(stream);
			return stream;
		}

		@Override
		public String toString() {
			return new String(this.value, StandardCharsets.UTF_8);
		}

	}

	private static final class BytesStream extends ByteArrayInputStream implements KnownLength, Drainable {

		BytesStream(byte[] value) {
			super(value);
		}

		@Override
		public int drainTo(OutputStream target) throws IOException {
			return (int) transferTo(target);
		}

	}

	private static final class BytesMarshaller implements MethodDescriptor.Marshaller<Bytes> {

		@Override
		public InputStream stream(Bytes value) {
			return value.write();
		}

		@Override
		public Bytes parse(InputStream stream) {
			try {
				assertThat(stream).isInstanceOf(KnownLength.class);
				Bytes bytes = new Bytes(stream.readNBytes(stream.available()));
				if (bytes.toString().equals("broken")) {
					throw new EOFException();
				}
				parsed.add(bytes);
				return bytes;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
