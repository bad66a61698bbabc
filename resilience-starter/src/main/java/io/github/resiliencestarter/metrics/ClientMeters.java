package io.github.resiliencestarter.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.github.resiliencestarter.guard.CallResult;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.GuardListener;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Binder of the meters of protected calls. All meters of a target are registered at 0 as
 * soon as the target is known, because {@code increase()} misses the first event of a new
 * series.
 */
final class ClientMeters implements GuardListener {

	private static final Set<CallResult> ALWAYS = EnumSet.of(CallResult.SUCCESS, CallResult.ERROR, CallResult.REJECTED);

	private final MeterRegistry meterRegistry;

	private final Map<String, TargetMeters> targets = new ConcurrentHashMap<>();

	ClientMeters(MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
	}

	@Override
	public void onTarget(Guard guard) {
		forTarget(guard.target());
		gauge(ResilienceMeter.RETRY_BUDGET_AVAILABLE, guard, Guard::availableRetries);
		gauge(ResilienceMeter.CLIENT_LIMIT, guard, Guard::concurrencyLimit);
	}

	private void gauge(ResilienceMeter meter, Guard guard, ToDoubleFunction<Guard> value) {
		Gauge.builder(meter.meterName(), guard, value)
			.description(meter.description())
			.tag("target", guard.target())
			.strongReference(true)
			.register(this.meterRegistry);
	}

	@Override
	public void onAttempt(String target, int number, Outcome outcome) {
		TargetMeters meters = forTarget(target);
		Counter attempts = (outcome instanceof Outcome.Success) ? meters.goodAttempts() : meters.badAttempts();
		attempts.increment();
	}

	@Override
	public void onRejected(String target, RejectionReason reason) {
		forTarget(target).rejected(reason).increment();
	}

	@Override
	public void onCall(String target, CallResult result, Duration duration) {
		forTarget(target).calls()
			.computeIfAbsent(result, (other) -> calls(this.meterRegistry, target, other))
			.record(duration);
	}

	private TargetMeters forTarget(String target) {
		TargetMeters known = this.targets.get(target);
		return (known != null) ? known : this.targets.computeIfAbsent(target, this::register);
	}

	private TargetMeters register(String target) {
		return new TargetMeters(calls(target),
				counter(ResilienceMeter.CLIENT_ATTEMPTS, target, "outcome", CallResult.SUCCESS),
				counter(ResilienceMeter.CLIENT_ATTEMPTS, target, "outcome", CallResult.ERROR),
				each(RejectionReason.class,
						(reason) -> counter(ResilienceMeter.CLIENT_REJECTED, target, "reason", reason)));
	}

	// Results of fallbacks have series only where there is one
	private Map<CallResult, Timer> calls(String target) {
		Map<CallResult, Timer> calls = new ConcurrentHashMap<>();
		ALWAYS.forEach((result) -> calls.put(result, calls(this.meterRegistry, target, result)));
		return calls;
	}

	/**
	 * Register the calls to a target that end with a result.
	 */
	static Timer calls(MeterRegistry meterRegistry, String target, CallResult result) {
		return Timer.builder(ResilienceMeter.CLIENT_CALLS.meterName())
			.description(ResilienceMeter.CLIENT_CALLS.description())
			.tag("target", target)
			.tag("outcome", tagOf(result))
			.register(meterRegistry);
	}

	private Counter counter(ResilienceMeter meter, String target, String tag, Enum<?> value) {
		return Counter.builder(meter.meterName())
			.description(meter.description())
			.tag("target", target)
			.tag(tag, tagOf(value))
			.register(this.meterRegistry);
	}

	private static <K extends Enum<K>, M> Map<K, M> each(Class<K> type, Function<K, M> meter) {
		Map<K, M> meters = new EnumMap<>(type);
		for (K value : type.getEnumConstants()) {
			meters.put(value, meter.apply(value));
		}
		return meters;
	}

	private static String tagOf(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	private record TargetMeters(Map<CallResult, Timer> calls, Counter goodAttempts, Counter badAttempts,
			Map<RejectionReason, Counter> rejected) {

		Counter rejected(RejectionReason reason) {
			return Objects.requireNonNull(this.rejected.get(reason));
		}

	}

}
