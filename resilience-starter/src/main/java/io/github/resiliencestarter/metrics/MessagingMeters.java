package io.github.resiliencestarter.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resiliencestarter.messaging.PauseListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Binder of the meters of listeners. All meters of a listener are registered before its
 * first message.
 */
final class MessagingMeters implements PauseListener {

	private final MeterRegistry meterRegistry;

	private final Map<String, Meters> meters = new ConcurrentHashMap<>();

	MessagingMeters(MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
	}

	@Override
	public void onListener(String id) {
		of(id);
	}

	@Override
	public void onPause(String id) {
		Meters meters = of(id);
		meters.paused.set(1);
		meters.pauses.increment();
	}

	@Override
	public void onResume(String id) {
		of(id).paused.set(0);
	}

	@Override
	public void onRepetition(String id) {
		of(id).repetitions.increment();
	}

	private Meters of(String id) {
		return this.meters.computeIfAbsent(id,
				(listener) -> new Meters(paused(listener), counter(ResilienceMeter.MESSAGING_PAUSES, listener),
						counter(ResilienceMeter.MESSAGING_REPETITIONS, listener)));
	}

	private AtomicInteger paused(String id) {
		AtomicInteger paused = new AtomicInteger();
		Gauge.builder(ResilienceMeter.MESSAGING_PAUSED.meterName(), paused, AtomicInteger::get)
			.description(ResilienceMeter.MESSAGING_PAUSED.description())
			.tag("listener", id)
			.strongReference(true)
			.register(this.meterRegistry);
		return paused;
	}

	private Counter counter(ResilienceMeter meter, String id) {
		return Counter.builder(meter.meterName())
			.description(meter.description())
			.tag("listener", id)
			.register(this.meterRegistry);
	}

	/**
	 * Meters of one listener.
	 *
	 * @param paused 1 while it is paused, else 0
	 * @param pauses its pauses
	 * @param repetitions messages that it got again
	 */
	private record Meters(AtomicInteger paused, Counter pauses, Counter repetitions) {

	}

}
