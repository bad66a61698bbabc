package io.github.resiliencestarter.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resiliencestarter.loadbalancing.EjectionReason;
import io.github.resiliencestarter.loadbalancing.InstanceState;
import io.github.resiliencestarter.loadbalancing.LoadBalancingListener;
import io.github.resiliencestarter.loadbalancing.Target;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Binder of the meters of instances. All meters of a target are registered before its
 * first call.
 */
final class LoadBalancingMeters implements LoadBalancingListener {

	private final MeterRegistry meterRegistry;

	private final Map<String, Map<EjectionReason, Counter>> ejections = new ConcurrentHashMap<>();

	LoadBalancingMeters(MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
	}

	@Override
	public void onTarget(Target target) {
		for (InstanceState state : InstanceState.values()) {
			Gauge.builder(ResilienceMeter.INSTANCES.meterName(), target, (counted) -> counted.count(state))
				.description(ResilienceMeter.INSTANCES.description())
				.tag("target", target.name())
				.tag("state", tagOf(state))
				.strongReference(true)
				.register(this.meterRegistry);
		}
		ejections(target);
	}

	@Override
	public void onEjection(Target target, EjectionReason reason) {
		Objects.requireNonNull(ejections(target).get(reason)).increment();
	}

	private Map<EjectionReason, Counter> ejections(Target target) {
		return this.ejections.computeIfAbsent(target.name(), (name) -> {
			Map<EjectionReason, Counter> counters = new EnumMap<>(EjectionReason.class);
			for (EjectionReason reason : EjectionReason.values()) {
				counters.put(reason,
						Counter.builder(ResilienceMeter.INSTANCE_EJECTIONS.meterName())
							.description(ResilienceMeter.INSTANCE_EJECTIONS.description())
							.tag("target", name)
							.tag("reason", tagOf(reason))
							.register(this.meterRegistry));
			}
			return counters;
		});
	}

	private static String tagOf(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
