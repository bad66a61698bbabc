package io.github.resiliencestarter.messaging;

import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Pause of a Kafka container while its gate is closed. A container that the application
 * has paused itself stays paused.
 */
final class KafkaPause implements Runnable {

	private final MessageListenerContainer container;

	private final ListenerGate gate;

	private boolean paused;

	KafkaPause(MessageListenerContainer container, ListenerGate gate) {
		this.container = container;
		this.gate = gate;
	}

	// Does not hold a monitor that a thread with messages needs: they never call this
	@Override
	public synchronized void run() {
		boolean open = this.gate.isOpen();
		if (!open && !this.container.isPauseRequested()) {
			this.container.pause();
			this.paused = true;
		}
		else if (open && this.paused) {
			this.container.resume();
			this.paused = false;
		}
	}

}
