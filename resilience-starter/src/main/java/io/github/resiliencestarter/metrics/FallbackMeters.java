package io.github.resiliencestarter.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resiliencestarter.fallback.FallbackListener;
import io.github.resiliencestarter.guard.CallResult;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Binder of the meter of last good answers.
 */
final class FallbackMeters implements FallbackListener {

	private static final double MILLIS_PER_SECOND = 1000;

	private final Map<String, DistributionSummary> ages = new ConcurrentHashMap<>();

	private final MeterRegistry meterRegistry;

	FallbackMeters(MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
	}

	@Override
	public void onLastGoodAnswers(String target) {
		age(target);
		ClientMeters.calls(this.meterRegistry, target, CallResult.STALE);
	}

	@Override
	public void onService(String target) {
		ClientMeters.calls(this.meterRegistry, target, CallResult.FALLBACK);
	}

	@Override
	public void onStale(String target, Duration age) {
		age(target).record(age.toMillis() / MILLIS_PER_SECOND);
	}

	private DistributionSummary age(String target) {
		return this.ages.computeIfAbsent(target,
				(name) -> DistributionSummary.builder(ResilienceMeter.FALLBACK_STALE_AGE.meterName())
					.description(ResilienceMeter.FALLBACK_STALE_AGE.description())
					.baseUnit("seconds")
					.tag("target", name)
					.register(this.meterRegistry));
	}

}
