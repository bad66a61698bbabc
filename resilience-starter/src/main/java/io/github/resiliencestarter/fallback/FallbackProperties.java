package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.github.resiliencestarter.targets.TargetSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Fallbacks of calls that have failed or were rejected.
 *
 * @param enabled Whether fallbacks of HTTP interfaces (@HttpServiceFallback), last good
 * answers and fallbacks to another service are enabled.
 * @param lastGoodAnswer Storage of last good answers.
 * @param targets Fallbacks of the calls to single targets, by name.
 */
@ConfigurationProperties(FallbackProperties.PREFIX)
record FallbackProperties(@DefaultValue("true") boolean enabled, @DefaultValue Storage lastGoodAnswer,
		@DefaultValue Map<String, Target> targets) {

	static final String PREFIX = "resilience.fallback";

	FallbackProperties {
		targets = Map.copyOf(targets);
		targets.forEach((name, target) -> target.check(TargetSettings.key(PREFIX, name)));
		for (String name : new TreeSet<>(targets.keySet())) {
			checkServices(targets, name);
		}
	}

	private static void checkServices(Map<String, Target> targets, String name) {
		List<String> path = new ArrayList<>(List.of(name));
		String service = serviceOf(targets, name);
		while (service != null && !contains(path, service)) {
			path.add(service);
			service = serviceOf(targets, service);
		}
		if (service != null) {
			boolean itself = path.size() == 1;
			path.add(service);
			throw new InvalidConfigurationPropertyValueException(TargetSettings.key(PREFIX, name) + ".service",
					path.get(1),
					itself ? "must be another service that can respond instead" : "must not be part of a cycle ("
							+ String.join(" -> ", path) + "); remove one of these fallbacks");
		}
	}

	private static boolean contains(List<String> path, String service) {
		return path.stream().anyMatch((each) -> TargetSettings.isSame(each, service));
	}

	private static @Nullable String serviceOf(Map<String, Target> targets, String name) {
		return targets.entrySet()
			.stream()
			.filter((entry) -> TargetSettings.isSame(entry.getKey(), name))
			.map((entry) -> entry.getValue().service())
			.filter((service) -> service != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Storage of last good answers.
	 *
	 * @param cache Name of the cache that holds the answers.
	 * @param maxEntries Maximum number of answers that this application keeps.
	 * @param maxSize Maximum size of the body of a response that is kept.
	 * @param cacheTimeout Time that a failed call may wait for the cache.
	 */
	record Storage(@DefaultValue("resilience-last-good-answers") String cache, @DefaultValue("1000") int maxEntries,
			@DefaultValue("256KB") DataSize maxSize, @DefaultValue("200ms") Duration cacheTimeout) {

		private static final String KEY = PREFIX + ".last-good-answer";

		Storage {
			if (maxEntries < 1) {
				throw new InvalidConfigurationPropertyValueException(KEY + ".max-entries", maxEntries,
						"must be at least 1");
			}
			if (maxSize.toBytes() < 1 || maxSize.toBytes() > Integer.MAX_VALUE / 2) {
				throw new InvalidConfigurationPropertyValueException(KEY + ".max-size", maxSize,
						"must be at least one byte and less than 1 GB");
			}
			if (cacheTimeout.isNegative() || cacheTimeout.isZero()) {
				throw new InvalidConfigurationPropertyValueException(KEY + ".cache-timeout", cacheTimeout,
						"must be longer than zero");
			}
		}

	}

	/**
	 * Fallbacks of the calls to one target.
	 *
	 * @param service Name of another service that gets the same request when the target
	 * has failed or the call was rejected.
	 * @param lastGoodAnswer Last good answers to GET requests.
	 */
	record Target(@Nullable String service, @Nullable LastGood lastGoodAnswer) {

		static final Target NONE = new Target(null, null);

		void check(String key) {
			if (this.service != null && !this.service.matches("[A-Za-z0-9._-]+")) {
				throw new InvalidConfigurationPropertyValueException(key + ".service", this.service,
						"must be the name of a service or host, without scheme, port and path");
			}
			if (this.lastGoodAnswer != null) {
				this.lastGoodAnswer.check(key + ".last-good-answer");
			}
		}

	}

	/**
	 * Last good answers to GET requests to one target.
	 *
	 * @param maxStale Time for which an answer may be used after it was received. Without
	 * it, answers are not kept.
	 */
	record LastGood(@Nullable Duration maxStale) {

		void check(String key) {
			if (this.maxStale != null && (this.maxStale.isNegative() || this.maxStale.isZero())) {
				throw new InvalidConfigurationPropertyValueException(key + ".max-stale", this.maxStale,
						"must be longer than zero; remove it to keep no answers");
			}
		}

	}

}
