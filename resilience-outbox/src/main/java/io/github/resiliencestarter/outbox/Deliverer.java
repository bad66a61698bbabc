package io.github.resiliencestarter.outbox;

import java.util.List;
import java.util.function.LongSupplier;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;

/**
 * Delivers one message through its transport.
 */
class Deliverer {

	private final List<OutboxTransport> transports;

	private final ResultJudge judge;

	private final LongSupplier nanoClock;

	Deliverer(List<OutboxTransport> transports, ResultJudge judge, LongSupplier nanoClock) {
		this.transports = transports;
		this.judge = judge;
		this.nanoClock = nanoClock;
	}

	/**
	 * Delivers a message.
	 * @param delivery the message
	 * @return the result
	 */
	@SuppressWarnings("try") // Closed at the end
	Result deliver(Delivery delivery) {
		try (CurrentDeadline.Scope deadline = CurrentDeadline.open(Deadline.after(delivery.timeLeft(), this.nanoClock));
				DeliveryKey.Scope key = DeliveryKey.open(delivery.id(), delivery.target())) {
			transportOf(delivery.destination()).deliver(delivery);
			return Result.DELIVERED;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Result(Result.Kind.REJECTED, null, ex);
		}
		catch (Exception | LinkageError ex) {
			return this.judge.judge(delivery.target(), ex);
		}
	}

	OutboxTransport transportOf(String destination) {
		for (OutboxTransport transport : this.transports) {
			if (transport.supports(destination)) {
				return transport;
			}
		}
		throw new NotHereException("No transport delivers to '" + destination + "'", null);
	}

}
