package io.github.resiliencestarter.grpc.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.deadline.ResponseReserve;
import io.grpc.Context;
import io.grpc.MethodDescriptor.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of incoming calls. The default and the maximum are those of HTTP; they apply
 * until the response begins, and not to calls with a stream of requests. The deadline of
 * the caller ends earlier by the reserve for the response, which guarded HTTP clients
 * subtract before they send it.
 */
class ReceivedDeadlines {

	private final Duration byDefault;

	private final Duration atMost;

	private final LongSupplier nanoClock;

	ReceivedDeadlines(DeadlineProperties properties, LongSupplier nanoClock) {
		this.byDefault = properties.defaultTimeout();
		this.atMost = properties.maxTimeout();
		this.nanoClock = nanoClock;
	}

	/**
	 * Returns the deadline of a call that begins.
	 * @param type the type of the method
	 * @return the deadline, or {@code null} if the call has none
	 */
	@Nullable CallDeadline begin(MethodType type) {
		io.grpc.Deadline sent = Context.current().getDeadline();
		Duration timeLeft = (sent != null)
				? ResponseReserve.subtractFrom(Duration.ofNanos(sent.timeRemaining(TimeUnit.NANOSECONDS))) : null;
		if (!type.clientSendsOneMessage()) {
			return (timeLeft != null) ? new CallDeadline(after(timeLeft), false) : null;
		}
		if (timeLeft == null) {
			return new CallDeadline(after(this.byDefault), true);
		}
		boolean tooLong = timeLeft.compareTo(this.atMost) > 0;
		return new CallDeadline(after(tooLong ? this.atMost : timeLeft), tooLong);
	}

	private Deadline after(Duration timeLeft) {
		return Deadline.after(timeLeft, this.nanoClock);
	}

	/**
	 * Deadline of one call.
	 *
	 * @param deadline the deadline
	 * @param ownLimit whether the limit is set by this service, and so ends when the
	 * response begins; the caller's own deadline includes the whole response
	 */
	record CallDeadline(Deadline deadline, boolean ownLimit) {
	}

}
