package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of {@code ./fleet override create}.
 */
final class OverrideOptions {

	private static final List<String> STATES = List.of("force-open", "close", "disable", "metrics-only");

	private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})(s|m|h|d)");

	private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

	private static final Map<String, ChronoUnit> UNITS = Map.of("s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h",
			ChronoUnit.HOURS, "d", ChronoUnit.DAYS);

	private static final Duration MAX = Duration.ofDays(7);

	private static final int MAX_WORDS = 40;

	@Option(names = "--application", paramLabel = "NAME",
			description = "Service that makes the calls, such as orders; * and ? are wildcards.")
	private String application = "";

	@Option(names = "--target", paramLabel = "NAME",
			description = "Target of the calls, such as inventory; * and ? are wildcards. Required with --state.")
	private String target = "";

	@Option(names = "--state", paramLabel = "STATE",
			description = "State of the circuit breaker: force-open, close, disable or metrics-only.")
	private String state = "";

	@Option(names = "--set", paramLabel = "KEY=VALUE",
			description = "Setting, such as resilience.client.targets.inventory.timeout=1s; can be repeated.")
	private List<String> settings = List.of();

	@Option(names = "--for", paramLabel = "TIME",
			description = "Time until the override ends by itself, such as 90s, 2m or 1h; at most 7d.")
	private String time = "";

	@Option(names = "--reason", paramLabel = "TEXT", description = "Reason, in one line.")
	private String reason = "";

	@Option(names = "--owner", paramLabel = "NAME", description = "Who is responsible (default: the user).")
	private String owner = "";

	@Option(names = "--share", paramLabel = "N", description = "Percentage of the instances (default: 100).")
	private String share = "100";

	@Option(names = "--tag", paramLabel = "TAG",
			description = "Only instances with this Consul tag, or metadata such as zone=eu-*; can be repeated.")
	private List<String> tags = List.of();

	@Option(names = "--id", paramLabel = "ID", description = "ID (default: generated from the action).")
	private String id = "";

	/**
	 * Creates the override.
	 * @param user the user, if no owner is specified
	 * @throws Misuse if an option is missing or invalid
	 */
	OverrideDocument document(Instant now, String user, RandomGenerator random) {
		require("--application", this.application, "the service that makes the calls, such as orders");
		require("--for", this.time, "such as 2m; an override always ends");
		require("--reason", this.reason, "such as 'INC-42: database migration'");
		Map<String, Object> selector = new LinkedHashMap<>();
		selector.put("application", this.application);
		if (!this.state.isEmpty()) {
			selector.put("target", this.target);
		}
		if (!this.tags.isEmpty()) {
			selector.put("tags", this.tags);
		}
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("version", 1);
		document.put("selector", selector);
		document.put("action", action());
		document.put("owner", this.owner.isEmpty() ? user : this.owner);
		document.put("reason", this.reason);
		document.put("expiry", now.plus(time()).truncatedTo(ChronoUnit.SECONDS));
		document.put("share", Numbers.read("--share", this.share, 1, 100));
		return new OverrideDocument(id(random), Json.write(document), 0);
	}

	private static void require(String option, String value, String hint) {
		if (value.isBlank()) {
			throw new Misuse("specify %s, %s".formatted(option, hint));
		}
	}

	private Duration time() {
		Matcher time = TIME.matcher(this.time);
		if (!time.matches()) {
			throw new Misuse("--for is not a time such as 90s, 2m, 1h or 1d: '%s'".formatted(this.time));
		}
		ChronoUnit unit = UNITS.get(time.group(2));
		Duration duration = Duration.of(Long.parseLong(time.group(1)), (unit != null) ? unit : ChronoUnit.SECONDS);
		if (duration.compareTo(MAX) > 0) {
			throw new Misuse("--for is longer than 7d: '%s'; change the configuration instead".formatted(this.time));
		}
		return duration;
	}

	private Map<String, Object> action() {
		if (this.state.isEmpty() == this.settings.isEmpty()) {
			throw new Misuse("specify either --state (%s) or --set KEY=VALUE".formatted(String.join(", ", STATES)));
		}
		if (this.settings.isEmpty()) {
			if (!STATES.contains(this.state)) {
				throw new Misuse("unknown state: %s; use one of %s".formatted(this.state, String.join(", ", STATES)));
			}
			require("--target", this.target, "the name of the circuit breaker, such as inventory");
			return Map.of("state", this.state);
		}
		if (!this.target.isEmpty()) {
			throw new Misuse("--target is for --state only; the key of a setting names its target");
		}
		Map<String, Object> values = new LinkedHashMap<>();
		this.settings.forEach((setting) -> {
			int equals = setting.indexOf('=');
			if (equals < 1) {
				throw new Misuse("--set is not KEY=VALUE: '%s'".formatted(setting));
			}
			values.put(setting.substring(0, equals), setting.substring(equals + 1));
		});
		return Map.of("settings", values);
	}

	private String id(RandomGenerator random) {
		if (!this.id.isEmpty()) {
			return id(this.id);
		}
		String words = this.state.isEmpty()
				? "set-" + this.settings.get(0).replaceAll("=.*", "").replaceAll(".*\\.", "")
				: this.state + "-" + this.target;
		String slug = words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
		byte[] suffix = new byte[3];
		random.nextBytes(suffix);
		return slug.substring(0, Math.min(slug.length(), MAX_WORDS)) + "-" + HexFormat.of().formatHex(suffix);
	}

	/**
	 * Checks an ID.
	 * @throws Misuse if it is invalid
	 */
	static String id(@Nullable String id) {
		if (id == null) {
			throw new Misuse("specify the ID of an override; see ./fleet override list");
		}
		if (!ID.matcher(id).matches()) {
			throw new Misuse("invalid ID: %s; use a-z, 0-9 and dashes, at most 63".formatted(id));
		}
		return id;
	}

}
