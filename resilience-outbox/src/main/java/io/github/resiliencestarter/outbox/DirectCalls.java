package io.github.resiliencestarter.outbox;

/**
 * Calls that are made immediately, instead of being stored.
 */
class DirectCalls {

	private final Deliverer deliverer;

	private final ResultJudge judge;

	DirectCalls(Deliverer deliverer, ResultJudge judge) {
		this.deliverer = deliverer;
		this.judge = judge;
	}

	void deliver(Delivery delivery) throws Exception {
		this.deliverer.transportOf(delivery.destination()).deliver(delivery);
	}

	/**
	 * Makes a call.
	 * @param delivery the message
	 * @param call the call
	 * @return whether the target has processed it; otherwise the message has to be stored
	 * @throws Exception if the target says that the message is wrong, or the failure is
	 * in the code of this application
	 */
	@SuppressWarnings("try") // Closed at the end
	boolean make(Delivery delivery, Call call) throws Exception {
		try (DeliveryKey.Scope key = DeliveryKey.open(delivery.id(), delivery.target())) {
			call.make(delivery);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw ex;
		}
		catch (Exception ex) {
			return switch (this.judge.judge(delivery.target(), ex).kind()) {
				case DELIVERED -> true;
				case REJECTED, FAILED -> false;
				case WRONG, NOT_HERE, UNDELIVERABLE, LOCAL -> throw ex;
			};
		}
	}

	/**
	 * Call that is made immediately.
	 */
	@FunctionalInterface
	interface Call {

		void make(Delivery delivery) throws Exception;

	}

}
