package io.github.resiliencestarter.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resiliencestarter.discovery.DiscoveryListener;
import io.github.resiliencestarter.discovery.InstanceList;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Binder of the age of each instance list; {@code NaN} while a target is not in use.
 */
final class DiscoveryMeters implements DiscoveryListener {

	private final MeterRegistry meterRegistry;

	private final Map<String, Gauge> ages = new ConcurrentHashMap<>();

	DiscoveryMeters(MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
	}

	@Override
	public void onTarget(InstanceList instances) {
		ResilienceMeter age = ResilienceMeter.DISCOVERY_AGE;
		this.ages.put(instances.target(),
				Gauge.builder(age.meterName(), instances, DiscoveryMeters::seconds)
					.description(age.description())
					.baseUnit("seconds")
					.tag("target", instances.target())
					.strongReference(true)
					.register(this.meterRegistry));
	}

	@Override
	public void onTargetForgotten(InstanceList instances) {
		Gauge age = this.ages.remove(instances.target());
		if (age != null) {
			this.meterRegistry.remove(age);
		}
	}

	private static double seconds(InstanceList instances) {
		Duration age = instances.age();
		return (age != null) ? age.toMillis() / 1000.0 : Double.NaN;
	}

}
