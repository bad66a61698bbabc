package io.github.resiliencestarter.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.github.resiliencestarter.control.OverrideState;
import io.github.resiliencestarter.control.OverrideWatch;
import io.github.resiliencestarter.control.Overrides;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Binder of the meters of overrides.
 */
final class ControlMeters implements MeterBinder {

	private final Overrides overrides;

	private final OverrideWatch watch;

	ControlMeters(Overrides overrides, OverrideWatch watch) {
		this.overrides = overrides;
		this.watch = watch;
	}

	@Override
	public void bindTo(MeterRegistry meterRegistry) {
		gauge(ResilienceMeter.CONTROL_REVISION, Overrides::revision).register(meterRegistry);
		gauge(ResilienceMeter.CONTROL_EXPIRING, Overrides::expiring).register(meterRegistry);
		for (OverrideState state : OverrideState.values()) {
			gauge(ResilienceMeter.CONTROL_OVERRIDES, (source) -> source.count(state))
				.tag("state", state.name().toLowerCase(Locale.ROOT))
				.register(meterRegistry);
		}
		ResilienceMeter age = ResilienceMeter.CONTROL_SOURCE_AGE;
		Gauge.builder(age.meterName(), this.watch, ControlMeters::seconds)
			.description(age.description())
			.baseUnit("seconds")
			.strongReference(true)
			.register(meterRegistry);
	}

	private Gauge.Builder<Overrides> gauge(ResilienceMeter meter, ToDoubleFunction<Overrides> value) {
		return Gauge.builder(meter.meterName(), this.overrides, value)
			.description(meter.description())
			.strongReference(true);
	}

	private static double seconds(OverrideWatch watch) {
		Duration age = watch.age();
		return (age != null) ? age.toMillis() / 1000.0 : Double.NaN;
	}

}
