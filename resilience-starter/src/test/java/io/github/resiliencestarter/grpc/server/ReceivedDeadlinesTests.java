package io.github.resiliencestarter.grpc.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.deadline.DeadlineRecipients;
import io.github.resiliencestarter.grpc.server.ReceivedDeadlines.CallDeadline;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ReceivedDeadlines}.
 */
class ReceivedDeadlinesTests {

	private final AtomicLong nanos = new AtomicLong(-42);

	private final ReceivedDeadlines deadlines = new ReceivedDeadlines(
			new DeadlineProperties(true, "X-Request-Timeout-Ms", true, DeadlineRecipients.DISCOVERED,
					Duration.ofSeconds(30), Duration.ofSeconds(60)),
			this.nanos::get);

	@ParameterizedTest
	@CsvSource({ "500, 450", "1000, 900", "10000, 9900", "15, 14", "9, 9", "1, 1", "60050, 59950", "60100, 60000" })
	void leavesTimeForTheResponse(long sent, long left) {
		for (MethodType type : MethodType.values()) {
			CallDeadline begun = begin(type, Duration.ofMillis(sent));
			assertThat(begun).isNotNull();
			assertThat(begun.deadline().timeLeft()).as(type.name()).hasMillis(left);
			assertThat(begun.ownLimit()).as(type.name()).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 60_200, 3_600_000, Long.MAX_VALUE / 1_000_000 })
	void needsNoReserveBeyondTheMaximum(long sent) {
		CallDeadline begun = begin(MethodType.UNARY, Duration.ofMillis(sent));
		assertThat(begun).isNotNull();
		assertThat(begun.deadline().timeLeft()).hasSeconds(60);
		assertThat(begun.ownLimit()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, -5_000_000_000L, Long.MIN_VALUE })
	void isOverIfItWasOverWhenItArrived(long nanos) {
		for (MethodType type : MethodType.values()) {
			CallDeadline begun = begin(type, Duration.ofNanos(nanos));
			assertThat(begun).isNotNull();
			assertThat(begun.deadline().isOver()).as(type.name()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void lastsUntilTheReserveBegins(MethodType type) {
		CallDeadline begun = begin(type, Duration.ofSeconds(2));
		assertThat(begun).isNotNull();
		this.nanos.addAndGet(Duration.ofMillis(1899).toNanos());
		assertThat(begun.deadline().isOver()).isFalse();
		this.nanos.addAndGet(Duration.ofMillis(1).toNanos());
		assertThat(begun.deadline().isOver()).isTrue();
	}

	@Test
	void callWithoutADeadlineGetsTheWholeDefault() {
		CallDeadline begun = this.deadlines.begin(MethodType.UNARY);
		assertThat(begun).isNotNull();
		assertThat(begun.deadline().timeLeft()).hasSeconds(30);
		assertThat(this.deadlines.begin(MethodType.BIDI_STREAMING)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "1899, true", "1900, false", "2000, false", "60000, false" })
	void callWhoseTimeEndsWhileItWaitsIsRejectedWithoutWork(long millis, boolean works) {
		AtomicInteger work = new AtomicInteger();
		Closed call = new Closed();
		ServerCallHandler<String, String> handler = (ignored, headers) -> new ServerCall.Listener<>() {

			@Override
			public void onHalfClose() {
				work.incrementAndGet();
			}

		};
		List<ServerCall.Listener<String>> listener = new ArrayList<>();
		context(Duration.ofSeconds(2)).run(() -> listener
			.add(new DeadlineInterceptor(this.deadlines).interceptCall(call, new Metadata(), handler)));
		this.nanos.addAndGet(Duration.ofMillis(millis).toNanos());
		listener.get(0).onMessage("apple");
		listener.get(0).onHalfClose();
		assertThat(work).hasValue(works ? 1 : 0);
		assertThat(call.status).isEqualTo(works ? null : Status.Code.DEADLINE_EXCEEDED);
	}

	private @Nullable CallDeadline begin(MethodType type, Duration sent) {
		CallDeadline[] begun = new CallDeadline[1];
		context(sent).run(() -> begun[0] = this.deadlines.begin(type));
		return begun[0];
	}

	private Context.CancellableContext context(Duration sent) {
		Deadline.Ticker ticker = new Deadline.Ticker() {

			@Override
			public long nanoTime() {
				return ReceivedDeadlinesTests.this.nanos.get();
			}

		};
		return Context.current()
			.withDeadline(Deadline.after(sent.toNanos(), TimeUnit.NANOSECONDS, ticker),
					mock(ScheduledExecutorService.class));
	}

	/**
	 * Call that knows how it was closed.
	 */
	private static final class Closed extends ServerCall<String, String> {

		private Status.@Nullable Code status;

		@Override
		public void request(int messages) {
			// The test sends them
		}

		@Override
		public void sendHeaders(Metadata headers) {
			// Not expected
		}

		@Override
		public void sendMessage(String message) {
			// Not expected
		}

		@Override
		public void close(Status status, Metadata trailers) {
			this.status = status.getCode();
		}

		@Override
		public boolean isCancelled() {
			return false;
		}

		@Override
		public MethodDescriptor<String, String> getMethodDescriptor() {
			return Shop.ASK;
		}

	}

}
