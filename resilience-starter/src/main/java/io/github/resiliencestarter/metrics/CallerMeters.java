package io.github.resiliencestarter.metrics;

import io.github.resiliencestarter.caller.CallerLimitListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Binder of the meter of rejected requests of callers.
 */
final class CallerMeters implements CallerLimitListener {

	private final MeterRegistry meterRegistry;

	CallerMeters(MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
	}

	@Override
	public void onRejection(String caller) {
		Counter.builder(ResilienceMeter.CALLER_REJECTED.meterName())
			.description(ResilienceMeter.CALLER_REJECTED.description())
			.tag("caller", caller)
			.register(this.meterRegistry)
			.increment();
	}

}
