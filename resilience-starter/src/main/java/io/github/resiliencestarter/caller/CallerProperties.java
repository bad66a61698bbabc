package io.github.resiliencestarter.caller;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Callers of this application.
 *
 * @param header Header with the name of the calling application.
 * @param send Whether outbound calls to instances that a load balancer chooses carry the
 * header, with the value of spring.application.name.
 * @param limit Limit of the requests of each caller.
 */
@ConfigurationProperties(CallerProperties.PREFIX)
record CallerProperties(@DefaultValue("X-Caller-Application") String header, @DefaultValue("false") boolean send,
		@DefaultValue Limit limit) {

	static final String PREFIX = "resilience.caller";

	private static final int MAX_LIMIT = 1_000_000;

	CallerProperties {
		if (!StringUtils.hasText(header) || !header.chars().allMatch(CallerProperties::isTokenCharacter)) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".header", header,
					"must be the name of a header");
		}
	}

	private static boolean isTokenCharacter(int character) {
		return character > ' ' && character < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(character) < 0;
	}

	private static int positive(String key, int value) {
		if (value < 1 || value > MAX_LIMIT) {
			throw new InvalidConfigurationPropertyValueException(key, value,
					"must be a number of requests from 1 to " + MAX_LIMIT);
		}
		return value;
	}

	/**
	 * Limit of the requests of each caller.
	 *
	 * @param limitForPeriod Requests that one caller may send in a period. By default,
	 * there is no limit.
	 * @param limitRefreshPeriod Length of a period.
	 * @param by What callers are told apart by. Those that cannot be told apart share one
	 * limit.
	 * @param callers Requests that single callers may send in a period, by the name of
	 * the caller.
	 * @param maxCallers Callers without a limit of their own that are told apart. Further
	 * ones share one limit.
	 * @param excludedPaths Patterns of paths that are not limited.
	 */
	record Limit(@Nullable Integer limitForPeriod, @DefaultValue("1s") Duration limitRefreshPeriod,
			@DefaultValue("application") CallerIdentity by, @DefaultValue Map<String, Integer> callers,
			@DefaultValue("1000") int maxCallers, @DefaultValue("/actuator/**") List<String> excludedPaths) {

		private static final String PREFIX = CallerProperties.PREFIX + ".limit";

		private static final Duration MIN_PERIOD = Duration.ofMillis(1);

		private static final Duration MAX_PERIOD = Duration.ofHours(1);

		Limit {
			if (limitForPeriod != null) {
				positive(PREFIX + ".limit-for-period", limitForPeriod);
			}
			if (limitRefreshPeriod.compareTo(MIN_PERIOD) < 0 || limitRefreshPeriod.compareTo(MAX_PERIOD) > 0) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + ".limit-refresh-period",
						limitRefreshPeriod, "must be a duration from 1ms to 1h");
			}
			callers.forEach((caller, requests) -> positive(PREFIX + ".callers." + caller, requests));
			if (limitForPeriod == null && !callers.isEmpty()) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + ".callers", callers,
						"needs " + PREFIX + ".limit-for-period, which holds for all other callers");
			}
			positive(PREFIX + ".max-callers", maxCallers);
			callers = Map.copyOf(callers);
			excludedPaths = List.copyOf(excludedPaths);
		}

	}

}
