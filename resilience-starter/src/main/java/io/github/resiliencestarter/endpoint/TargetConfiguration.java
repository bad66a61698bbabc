package io.github.resiliencestarter.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resiliencestarter.endpoint.SettingOrigins.Setting;
import io.github.resiliencestarter.endpoint.SettingView.Kind;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.guard.ClientProperties;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.GuardSettings;
import io.github.resiliencestarter.guard.HedgeDelay;
import io.github.resiliencestarter.guard.RetryBudgetSettings;
import io.github.resiliencestarter.targets.TargetSettings;

import org.springframework.boot.context.properties.bind.Binder;

/**
 * Settings of one target in effect: those of its guard and the important ones of its
 * engines.
 */
final class TargetConfiguration {

	private static final String CLIENT = "resilience.client";

	private static final Pattern PLAIN = Pattern.compile("[a-z0-9-]+");

	private static final int MAX_BASES = 5;

	private static final ClientProperties DEFAULTS = new Binder().bindOrCreate(CLIENT, ClientProperties.class);

	private final SettingOrigins origins;

	private final Engines engines;

	private final boolean customized;

	/**
	 * Creates the settings.
	 * @param origins the finder of origins
	 * @param engines the engines
	 * @param customized whether the application customizes the settings of guards
	 */
	TargetConfiguration(SettingOrigins origins, Engines engines, boolean customized) {
		this.origins = origins;
		this.engines = engines;
		this.customized = customized;
	}

	/**
	 * Returns the settings that a guard uses.
	 * @param guard the guard
	 * @param show whether to show the values
	 * @return the settings by name
	 */
	Map<String, SettingView> ofGuard(Guard guard, boolean show) {
		GuardSettings settings = guard.settings();
		RetryBudgetSettings budget = settings.retryBudget();
		RetryBudgetSettings usual = DEFAULTS.retryBudget();
		List<Setting> all = List.of(client(guard, "timeout", settings.timeout(), DEFAULTS.timeout()),
				attemptTimeout(guard, settings),
				client(guard, "adaptive-limit", settings.adaptiveLimit(), DEFAULTS.adaptiveLimit()),
				client(guard, "retry-budget.ratio", budget.ratio(), usual.ratio()),
				client(guard, "retry-budget.min-per-second", budget.minPerSecond(), usual.minPerSecond()),
				client(guard, "retry-budget.window", budget.window(), usual.window()),
				client(guard, "hedge.after", settings.hedge().toString(), HedgeDelay.NEVER.toString()));
		return views(all, show);
	}

	private Setting attemptTimeout(Guard guard, GuardSettings settings) {
		Setting own = client(guard, "attempt-timeout", settings.attemptTimeout(), DEFAULTS.attemptTimeout());
		if (!settings.attemptTimeout().equals(settings.timeout())) {
			return own;
		}
		// The timeout of the call limits that of an attempt
		List<String> keys = new ArrayList<>(own.keys());
		keys.addAll(client(guard, "timeout", settings.timeout(), DEFAULTS.timeout()).keys());
		return new Setting(own.name(), own.value(), own.defaultValue(), keys, own.otherwise());
	}

	private Setting client(Guard guard, String name, Object value, Object defaultValue) {
		return new Setting(name, value, defaultValue,
				List.of(TargetSettings.key(CLIENT, guard.target()) + "." + name, CLIENT + "." + name),
				this.customized ? Kind.CUSTOMIZER : Kind.EARLIER);
	}

	/**
	 * Returns the overrides of the fleet that are in force for a target.
	 * @param name the name of the target
	 * @return their IDs
	 */
	List<String> overridesOf(String name) {
		return this.origins.overridesOf(name);
	}

	/**
	 * Returns the settings that the engines of a name use.
	 * @param name the name
	 * @param show whether to show the values
	 * @return the settings by name
	 */
	Map<String, SettingView> ofEngines(String name, boolean show) {
		List<Setting> all = new ArrayList<>();
		this.engines.circuitBreakers().find(name).ifPresent((breaker) -> all.addAll(ofCircuitBreaker(breaker)));
		this.engines.retries().find(name).ifPresent((retry) -> all.add(maxAttempts(retry)));
		this.engines.bulkheads().find(name).ifPresent((bulkhead) -> all.add(maxConcurrentCalls(bulkhead)));
		return views(all, show);
	}

	private List<Setting> ofCircuitBreaker(CircuitBreaker breaker) {
		CircuitBreakerConfig own = breaker.getCircuitBreakerConfig();
		CircuitBreakerConfig usual = CircuitBreakerConfig.ofDefaults();
		EngineKeys keys = keys("circuitbreaker", breaker.getName());
		return List.of(
				keys.setting("failure-rate-threshold", own.getFailureRateThreshold(), usual.getFailureRateThreshold()),
				keys.setting("slow-call-rate-threshold", own.getSlowCallRateThreshold(),
						usual.getSlowCallRateThreshold()),
				keys.setting("slow-call-duration-threshold", own.getSlowCallDurationThreshold(),
						usual.getSlowCallDurationThreshold()),
				keys.setting("sliding-window-size", own.getSlidingWindowSize(), usual.getSlidingWindowSize()));
	}

	private Setting maxAttempts(Retry retry) {
		return keys("retry", retry.getName()).setting("max-attempts", retry.getRetryConfig().getMaxAttempts(),
				RetryConfig.ofDefaults().getMaxAttempts());
	}

	private Setting maxConcurrentCalls(Bulkhead bulkhead) {
		return keys("bulkhead", bulkhead.getName()).setting("max-concurrent-calls",
				bulkhead.getBulkheadConfig().getMaxConcurrentCalls(),
				BulkheadConfig.ofDefaults().getMaxConcurrentCalls());
	}

	private EngineKeys keys(String kind, String name) {
		String prefix = "resilience4j." + kind + ".";
		List<String> parents = new ArrayList<>(List.of(prefix + "instances" + element(name)));
		String base = this.origins.find(parents.get(0) + ".base-config");
		if (base == null) {
			parents.add(prefix + "configs" + element(name));
		}
		while (base != null && parents.size() < MAX_BASES) {
			String parent = prefix + "configs" + element(base);
			parents.add(parent);
			base = this.origins.find(parent + ".base-config");
		}
		parents.add(prefix + "configs.default");
		return new EngineKeys(kind, parents);
	}

	private static String element(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		return PLAIN.matcher(lower).matches() ? "." + lower : "[" + name + "]";
	}

	private Map<String, SettingView> views(List<Setting> settings, boolean show) {
		Map<String, SettingView> views = new LinkedHashMap<>();
		settings.forEach((setting) -> views.put(setting.name(), this.origins.view(setting, show)));
		return views;
	}

	/**
	 * Keys of an engine.
	 *
	 * @param kind the kind of engine
	 * @param parents the keys that its properties may be below, the nearest first
	 */
	private record EngineKeys(String kind, List<String> parents) {

		Setting setting(String name, Object value, Object defaultValue) {
			return new Setting(this.kind + "." + name, value, defaultValue,
					this.parents.stream().map((parent) -> parent + "." + name).toList(), Kind.CUSTOMIZER);
		}

	}

}
