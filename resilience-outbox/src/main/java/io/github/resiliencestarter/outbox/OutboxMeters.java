package io.github.resiliencestarter.outbox;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Meters of the outbox:
 *
 * <pre>
 * resilience.outbox.messages   gauge    target, state     waiting, dead
 * resilience.outbox.oldest     gauge    target            age of the oldest waiting message
 * resilience.outbox.stored     counter  target, outcome   stored, direct, rejected, dropped
 * resilience.outbox.sent       counter  target, outcome   delivered, failed, dead, expired, dropped
 * </pre>
 *
 * The number of targets is bounded; messages for further targets are not counted.
 */
class OutboxMeters implements OutboxListener {

	private static final int MAX_TARGETS = 100;

	private static final String TARGET = "target";

	private final MeterRegistry registry;

	private final Backlog backlog;

	private final DatabaseClock clock;

	private final Set<String> targets = ConcurrentHashMap.newKeySet();

	OutboxMeters(MeterRegistry registry, Backlog backlog, DatabaseClock clock) {
		this.registry = registry;
		this.backlog = backlog;
		this.clock = clock;
	}

	@Override
	public void onTarget(String target) {
		if (this.targets.size() >= MAX_TARGETS || !this.targets.add(target)) {
			return;
		}
		Backlog.TargetBacklog waiting = this.backlog.of(target);
		messages(target, "waiting", waiting, (backlog) -> backlog.estimate().messages());
		messages(target, "dead", waiting, Backlog.TargetBacklog::dead);
		Gauge.builder("resilience.outbox.oldest", waiting, this::age)
			.description("Age of the oldest waiting message")
			.baseUnit("seconds")
			.tag(TARGET, target)
			.strongReference(true)
			.register(this.registry);
		for (Acceptance acceptance : Acceptance.values()) {
			stored(target, acceptance);
		}
		for (Outcome outcome : Outcome.values()) {
			sent(target, outcome);
		}
	}

	private void messages(String target, String state, Backlog.TargetBacklog backlog,
			ToDoubleFunction<Backlog.TargetBacklog> value) {
		Gauge.builder("resilience.outbox.messages", backlog, value)
			.description("Messages in the outbox, of all nodes")
			.tag(TARGET, target)
			.tag("state", state)
			.strongReference(true)
			.register(this.registry);
	}

	private double age(Backlog.TargetBacklog backlog) {
		MessageStore.Usage usage = backlog.estimate();
		return (usage.messages() > 0 && usage.oldest() > 0) ? Math.max(0, this.clock.millis() - usage.oldest()) / 1000.0
				: 0;
	}

	@Override
	public void onMessage(String target, Acceptance acceptance) {
		onTarget(target);
		if (this.targets.contains(target)) {
			stored(target, acceptance).increment();
		}
	}

	@Override
	public void onSent(String target, Outcome outcome) {
		onTarget(target);
		if (this.targets.contains(target)) {
			sent(target, outcome).increment();
		}
	}

	private Counter stored(String target, Acceptance acceptance) {
		return Counter.builder("resilience.outbox.stored")
			.description("New messages by outcome")
			.tag(TARGET, target)
			.tag("outcome", acceptance.name().toLowerCase(Locale.ROOT))
			.register(this.registry);
	}

	private Counter sent(String target, Outcome outcome) {
		return Counter.builder("resilience.outbox.sent")
			.description("Attempts to deliver stored messages, by outcome")
			.tag(TARGET, target)
			.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
			.register(this.registry);
	}

}
