package io.github.resiliencestarter.control;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.resiliencestarter.targets.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * Settings that an override may change. All take effect at the next call.
 */
@SuppressWarnings("ImmutableEnumChecker") // All records of the sealed rule are immutable
enum ChangeableKey {

	FAILURE_RATE(Group.CIRCUIT_BREAKER, "failure-rate-threshold", number(1, 100),
			"Percentage of failed calls that opens the circuit breaker"),

	SLOW_CALL_RATE(Group.CIRCUIT_BREAKER, "slow-call-rate-threshold", number(1, 100),
			"Percentage of slow calls that opens the circuit breaker"),

	SLOW_CALL_DURATION(Group.CIRCUIT_BREAKER, "slow-call-duration-threshold", time(1, 3_600_000),
			"Time after which a call is slow"),

	WAIT_IN_OPEN_STATE(Group.CIRCUIT_BREAKER, "wait-duration-in-open-state", time(1, 3_600_000),
			"Time until an open circuit breaker lets a probe through"),

	WINDOW_SIZE(Group.CIRCUIT_BREAKER, "sliding-window-size", whole(1, 10_000), "Size of the window"),

	MINIMUM_CALLS(Group.CIRCUIT_BREAKER, "minimum-number-of-calls", whole(1, 10_000),
			"Calls before the rates are evaluated"),

	PROBES(Group.CIRCUIT_BREAKER, "permitted-number-of-calls-in-half-open-state", whole(1, 1000),
			"Probes of a half-open circuit breaker"),

	MAX_ATTEMPTS(Group.RETRY, "max-attempts", whole(1, 10), "Attempts of a call; 1 disables retries"),

	RETRY_WAIT(Group.RETRY, "wait-duration", time(1, 60_000), "Wait before a retry"),

	CONCURRENT_CALLS(Group.BULKHEAD, "max-concurrent-calls", whole(1, 100_000), "Calls in flight"),

	BULKHEAD_WAIT(Group.BULKHEAD, "max-wait-duration", time(0, 60_000), "Wait for a free slot"),

	RATE_LIMIT(Group.RATE_LIMITER, "limit-for-period", whole(1, 1_000_000), "Calls in a period"),

	RATE_LIMIT_WAIT(Group.RATE_LIMITER, "timeout-duration", time(0, 60_000), "Wait for permission"),

	TIME_LIMIT(Group.TIME_LIMITER, "timeout-duration", time(1, 3_600_000), "Time limit of annotated methods"),

	TIMEOUT(Group.CLIENT, "timeout", time(1, 3_600_000), "Time that a call may take with all its attempts"),

	ATTEMPT_TIMEOUT(Group.CLIENT, "attempt-timeout", time(1, 3_600_000), "Time that one attempt may take"),

	ADAPTIVE_LIMIT(Group.CLIENT, "adaptive-limit", new ValueRule.Switch(),
			"Whether attempts to an overloaded target are limited"),

	BUDGET_RATIO(Group.CLIENT, "retry-budget.ratio", number(0, 1), "Failed retries as a share of recent calls"),

	BUDGET_MINIMUM(Group.CLIENT, "retry-budget.min-per-second", whole(0, 1000), "Retries per second in addition"),

	BUDGET_WINDOW(Group.CLIENT, "retry-budget.window", time(1000, 3_600_000), "Period of recent calls");

	/**
	 * Placeholder for the name in {@link #template()}.
	 */
	static final String NAME = "<name>";

	private static final Pattern NAMED = Pattern
		.compile("(?:instances|configs|targets)(?:\\.([a-z0-9-]+)|\\[([^\\[\\]]{1,100})])");

	private static final Pattern SIMPLE = Pattern.compile("[a-z0-9-]+");

	private final Group group;

	private final String property;

	private final ValueRule rule;

	private final String description;

	ChangeableKey(Group group, String property, ValueRule rule, String description) {
		this.group = group;
		this.property = property;
		this.rule = rule;
		this.description = description;
	}

	private static ValueRule number(double min, double max) {
		return new ValueRule.Numeric(min, max, false);
	}

	private static ValueRule whole(int min, int max) {
		return new ValueRule.Numeric(min, max, true);
	}

	private static ValueRule time(long minMillis, long maxMillis) {
		return new ValueRule.Time(Duration.ofMillis(minMillis), Duration.ofMillis(maxMillis));
	}

	ValueRule rule() {
		return this.rule;
	}

	String description() {
		return this.description;
	}

	/**
	 * Returns the key for one name.
	 */
	String template() {
		return this.group.map() + "." + NAME + "." + this.property;
	}

	/**
	 * Returns the key for all names.
	 */
	String forAll() {
		return this.group.all() + "." + this.property;
	}

	/**
	 * Finds the setting of a key.
	 * @param key the key in its usual form, with dashes
	 * @return the setting, empty if it cannot be changed
	 */
	static Optional<ChangeableKey> find(String key) {
		return Arrays.stream(values()).filter((setting) -> setting.isSetBy(key)).findFirst();
	}

	private boolean isSetBy(String key) {
		if (key.equals(forAll())) {
			return true;
		}
		if (!key.startsWith(this.group.map()) || !key.endsWith("." + this.property)) {
			return false;
		}
		String element = key.substring(this.group.map().length() - lastElement(this.group.map()).length(),
				key.length() - this.property.length() - 1);
		return NAMED.matcher(element).matches();
	}

	private static String lastElement(String key) {
		return key.substring(key.lastIndexOf('.') + 1);
	}

	/**
	 * Returns the name in a key.
	 * @param key the key of a setting that can be changed
	 * @return the name of a target or an engine, or {@code null} if it is for all
	 */
	static @Nullable String nameIn(String key) {
		Matcher matcher = NAMED.matcher(key);
		if (!matcher.find() || key.contains(".configs.default.")) {
			return null;
		}
		return (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
	}

	/**
	 * Returns the only form of all keys that set the same property: the environment
	 * ignores brackets and dashes of a simple name.
	 */
	static String canonical(String key) {
		Matcher matcher = NAMED.matcher(key);
		if (!matcher.find()) {
			return key;
		}
		String name = Objects.requireNonNullElse(matcher.group(1), matcher.group(2));
		boolean simple = SIMPLE.matcher(name).matches();
		return key.substring(0, matcher.start()) + matcher.group().replaceFirst("[.\\[].*", "") + "["
				+ (simple ? name.replace("-", "") : name) + "]" + key.substring(matcher.end());
	}

	/**
	 * Returns the key that was probably meant.
	 */
	static Optional<String> similarTo(String key) {
		Matcher matcher = NAMED.matcher(key);
		String name = matcher.find() ? matcher.group().replaceFirst("[a-z]+\\.?", "") : NAME;
		return NearestName.of(key,
				Arrays.stream(values())
					.flatMap((setting) -> Stream.of(name.startsWith("[") ? setting.template().replace("." + NAME, name)
							: setting.template().replace(NAME, name), setting.forAll()))
					.toList());
	}

	/**
	 * Group of settings.
	 */
	private enum Group {

		CIRCUIT_BREAKER("resilience4j.circuitbreaker.instances", "resilience4j.circuitbreaker.configs.default"),

		RETRY("resilience4j.retry.instances", "resilience4j.retry.configs.default"),

		BULKHEAD("resilience4j.bulkhead.instances", "resilience4j.bulkhead.configs.default"),

		RATE_LIMITER("resilience4j.ratelimiter.instances", "resilience4j.ratelimiter.configs.default"),

		TIME_LIMITER("resilience4j.timelimiter.instances", "resilience4j.timelimiter.configs.default"),

		CLIENT("resilience.client.targets", "resilience.client");

		private final String map;

		private final String all;

		Group(String map, String all) {
			this.map = map;
			this.all = all;
		}

		String map() {
			return this.map;
		}

		String all() {
			return this.all;
		}

	}

}
