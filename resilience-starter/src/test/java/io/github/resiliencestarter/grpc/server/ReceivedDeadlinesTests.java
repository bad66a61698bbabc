package io.github.resiliencestarter.grpc.server;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.deadline.DeadlineRecipients;
import io.github.resiliencestarter.grpc.server.ReceivedDeadlines.CallDeadline;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor.MethodType;
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
			new DeadlineProperties(true, "X-Request-Timeout-Ms", DeadlineRecipients.DISCOVERED, Duration.ofSeconds(30),
					Duration.ofSeconds(60)),
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

	private @Nullable CallDeadline begin(MethodType type, Duration sent) {
		Deadline.Ticker ticker = new Deadline.Ticker() {

			@Override
			public long nanoTime() {
				return ReceivedDeadlinesTests.this.nanos.get();
			}

		};
		Context.CancellableContext context = Context.current()
			.withDeadline(Deadline.after(sent.toNanos(), TimeUnit.NANOSECONDS, ticker),
					mock(ScheduledExecutorService.class));
		CallDeadline[] begun = new CallDeadline[1];
		context.run(() -> begun[0] = this.deadlines.begin(type));
		return begun[0];
	}

}
