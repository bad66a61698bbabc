package io.github.resiliencestarter.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gate in front of one listener container. Each message passes it, so that an open
 * circuit breaker has an effect on the next message, also if the container has fetched it
 * already. Safe for use by many threads.
 */
final class ListenerGate {

	/**
	 * Time without messages after a rejected call, so that messages are not handed out in
	 * a tight loop while other callers use all probes.
	 */
	static final Duration PAUSE = Duration.ofMillis(200);

	private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

	private static final Log logger = LogFactory.getLog(ListenerGate.class);

	private final String id;

	private final MessagingListenerProperties settings;

	private final HandOuts handOuts;

	private final PauseListener listener;

	private final LongSupplier nanoClock;

	private final AtomicReference<Flow> announced = new AtomicReference<>(Flow.FULL);

	private volatile @Nullable Long notBefore;

	private volatile Runnable change = () -> {
	};

	ListenerGate(String id, MessagingListenerProperties settings, HandOuts handOuts, PauseListener listener,
			LongSupplier nanoClock) {
		this.id = id;
		this.settings = settings;
		this.handOuts = handOuts;
		this.listener = listener;
		this.nanoClock = nanoClock;
	}

	String id() {
		return this.id;
	}

	/**
	 * Sets what is called when the gate may have opened or closed, on a thread that
	 * neither handles a message nor changes a circuit breaker.
	 */
	void onChange(Runnable change) {
		this.change = change;
	}

	boolean dependsOn(String target) {
		return this.settings.pauseWhileOpen().contains(target);
	}

	/**
	 * Returns whether the next message would be handed out.
	 */
	boolean isOpen() {
		return !isPausing() && this.handOuts.hasRoom(this.settings.pauseWhileOpen());
	}

	/**
	 * Hands out messages, unless there must be none now.
	 * @param wanted the number of messages
	 * @return the messages handed out, maybe fewer, or {@code null} if there is none
	 */
	@Nullable HandOut tryEnter(int wanted) {
		List<String> targets = this.settings.pauseWhileOpen();
		int size = isPausing() ? 0 : this.handOuts.begin(targets, wanted);
		if (size == 0) {
			return null;
		}
		Duration time = this.settings.deadline();
		CurrentDeadline.Scope scope = (time != null) ? CurrentDeadline.open(Deadline.after(time, this.nanoClock))
				: null;
		return new HandOut(size, scope, () -> this.handOuts.end(targets, size));
	}

	/**
	 * Hands out one message, or one batch, as soon as possible. Blocks until then.
	 * @param running whether the container is still running
	 * @return the message, or {@code null} if the container stops
	 */
	@Nullable HandOut enter(BooleanSupplier running) {
		while (running.getAsBoolean()) {
			HandOut message = tryEnter(1);
			if (message != null) {
				return message;
			}
			refresh();
			try {
				this.handOuts.await(LONGEST_WAIT);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return null;
			}
		}
		return null;
	}

	/**
	 * Accepts that a circuit breaker has rejected a call for a message, which is going to
	 * be handed out again.
	 */
	void repeat() {
		this.notBefore = this.nanoClock.getAsLong() + PAUSE.toNanos();
		this.listener.onRepetition(this.id);
	}

	private boolean isPausing() {
		Long until = this.notBefore;
		return until != null && this.nanoClock.getAsLong() - until < 0;
	}

	/**
	 * Compares the gate with the circuit breakers, and announces a change.
	 * @return the messages that the listener gets
	 */
	Flow refresh() {
		String cause = "";
		Flow flow = Flow.FULL;
		for (String target : this.settings.pauseWhileOpen()) {
			Flow ofTarget = this.handOuts.flow(target);
			if (ofTarget.compareTo(flow) > 0) {
				flow = ofTarget;
				cause = target;
			}
		}
		Flow before = this.announced.getAndSet(flow);
		if (before != flow) {
			announce(before, flow, cause);
		}
		return flow;
	}

	private void announce(Flow before, Flow flow, String cause) {
		if (flow == Flow.PAUSED) {
			logger.warn("Listener '%s' paused: circuit breaker '%s' is open".formatted(this.id, cause));
			this.listener.onPause(this.id);
			return;
		}
		if (flow == Flow.PROBING) {
			logger.info("Listener '%s' gets only probes: circuit breaker '%s' is half-open".formatted(this.id, cause));
		}
		else {
			logger.info("Listener '%s' gets all messages again".formatted(this.id));
		}
		if (before == Flow.PAUSED) {
			this.listener.onResume(this.id);
		}
	}

	/**
	 * Lets the container follow the gate.
	 */
	void apply() {
		this.change.run();
	}

}
