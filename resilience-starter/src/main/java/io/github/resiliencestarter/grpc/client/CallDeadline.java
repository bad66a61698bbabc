package io.github.resiliencestarter.grpc.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.grpc.CallOptions;
import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/**
 * Deadline of a gRPC call: the earliest of that of the request being served, of the gRPC
 * request being served, and of the stub.
 */
final class CallDeadline {

	private static final io.grpc.Deadline.Ticker TICKER = io.grpc.Deadline.getSystemTicker();

	private CallDeadline() {
	}

	/**
	 * Returns the remaining time of the call that this thread is about to make.
	 * @return the deadline, or {@code null} if there is none
	 */
	static @Nullable Deadline of(CallOptions options) {
		Deadline current = CurrentDeadline.get();
		io.grpc.Deadline own = earlier(options.getDeadline(), Context.current().getDeadline());
		if (own == null) {
			return current;
		}
		Duration left = Duration.ofNanos(own.timeRemaining(TimeUnit.NANOSECONDS));
		return (current != null && current.timeLeft().compareTo(left) <= 0) ? current
				: Deadline.after(left, TICKER::nanoTime);
	}

	/**
	 * Returns options with a deadline that is no later than the given time.
	 */
	static CallOptions within(CallOptions options, Duration timeLeft) {
		io.grpc.Deadline limit = io.grpc.Deadline.after(timeLeft.toNanos(), TimeUnit.NANOSECONDS);
		return options.withDeadline(earlier(limit, options.getDeadline()));
	}

	private static io.grpc.@Nullable Deadline earlier(io.grpc.@Nullable Deadline one,
			io.grpc.@Nullable Deadline other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.minimum(other);
	}

}
