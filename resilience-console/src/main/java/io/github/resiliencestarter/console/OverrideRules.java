package io.github.resiliencestarter.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.convert.DurationStyle;

/**
 * Rules of the document format, checked before anything is written, and the writer of the
 * document. The instances check again: only they know which settings can change.
 */
final class OverrideRules {

	private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

	private static final Pattern GLOB = Pattern.compile("[A-Za-z0-9._:/*?-]{1,120}");

	private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._:/=*?@+-]{1,120}");

	private static final Pattern KEY = Pattern.compile("(resilience4j|resilience)\\.[A-Za-z0-9._\\[\\]-]{1,150}");

	private static final Set<String> STATES = Set.of("force-open", "close", "disable", "metrics-only");

	private static final Duration MIN = Duration.ofSeconds(10);

	private static final Duration MAX = Duration.ofDays(7);

	private static final int MAX_TAGS = 10;

	private static final int MAX_SETTINGS = 20;

	private static final int MAX_REASON = 200;

	private static final int MAX_OWNER = 100;

	private final JsonMapper mapper = JsonMapper.shared();

	private final InstantSource clock;

	OverrideRules(InstantSource clock) {
		this.clock = clock;
	}

	static boolean isId(String id) {
		return ID.matcher(id).matches();
	}

	/**
	 * Returns what is wrong with a form.
	 */
	List<FieldProblem> check(OverrideForm form) {
		List<FieldProblem> problems = new ArrayList<>();
		require(problems, "id", form.id(), OverrideRules::isId,
				"Write lowercase letters, digits and hyphens, such as inc-42; at most 63 characters.");
		require(problems, "application", form.application(), (glob) -> GLOB.matcher(glob).matches(),
				"Write the name of an application, such as orders; * and ? are wildcards.");
		require(problems, "reason", form.reason(),
				(reason) -> !reason.isBlank() && reason.length() <= MAX_REASON && isOneLine(reason),
				"Write one line of at most 200 characters, such as INC-42: database migration.");
		checkTags(form, problems);
		checkAction(form, problems);
		checkTiming(form, problems);
		return problems;
	}

	private static void require(List<FieldProblem> problems, String field, @Nullable String value,
			Predicate<String> rule, String message) {
		if (value == null || !rule.test(value)) {
			problems.add(new FieldProblem(field, message));
		}
	}

	private static boolean isOneLine(String text) {
		return DisplayText.line(text, text.length()).equals(text);
	}

	private static void checkTags(OverrideForm form, List<FieldProblem> problems) {
		List<@Nullable String> tags = (form.tags() != null) ? form.tags() : List.of();
		if (tags.size() > MAX_TAGS || tags.stream().anyMatch((tag) -> tag == null || !TAG.matcher(tag).matches())) {
			problems.add(new FieldProblem("tags", "Write at most 10 tags, such as zone=eu-*, separated by commas."));
		}
	}

	private static void checkAction(OverrideForm form, List<FieldProblem> problems) {
		Map<String, @Nullable Object> settings = (form.settings() != null) ? form.settings() : Map.of();
		if (form.state() != null && !settings.isEmpty()) {
			problems.add(new FieldProblem("state", "Choose either a state or settings."));
		}
		else if (form.state() != null) {
			require(problems, "state", form.state(), STATES::contains, "Choose a state.");
			require(problems, "target", form.target(), (glob) -> GLOB.matcher(glob).matches(),
					"Write the name of a target, such as inventory; * and ? are wildcards.");
		}
		else if (settings.isEmpty() || settings.size() > MAX_SETTINGS) {
			problems.add(new FieldProblem("settings", "Write from 1 to 20 settings, one a line, as key=value."));
		}
		else {
			settings.forEach((key, value) -> checkSetting(key, value, problems));
		}
	}

	private static void checkSetting(String key, @Nullable Object value, List<FieldProblem> problems) {
		if (!KEY.matcher(key).matches()) {
			problems.add(new FieldProblem("settings",
					"%s is not a key that starts with resilience. or resilience4j.".formatted(DisplayText.name(key))));
		}
		boolean isValue = value instanceof Number || value instanceof Boolean
				|| (value instanceof String text && !text.isBlank() && text.length() <= 200 && isOneLine(text));
		if (!isValue) {
			problems.add(new FieldProblem("settings", "Write a value after %s=".formatted(DisplayText.name(key))));
		}
	}

	private static void checkTiming(OverrideForm form, List<FieldProblem> problems) {
		OverrideForm.Timing timing = form.timing();
		Duration lifetime = (timing != null) ? lifetime(timing.lifetime()) : null;
		if (lifetime == null || lifetime.compareTo(MIN) < 0 || lifetime.compareTo(MAX) > 0) {
			problems.add(new FieldProblem("lifetime", "Write a duration from 10s to 7d, such as 30m."));
		}
		Integer share = (timing != null) ? timing.share() : null;
		if (share != null && (share < 1 || share > 100)) {
			problems.add(new FieldProblem("share", "Write a number from 1 to 100."));
		}
	}

	private static @Nullable Duration lifetime(@Nullable String text) {
		try {
			return (text != null && text.length() < 20) ? DurationStyle.detectAndParse(text.strip(), ChronoUnit.MINUTES)
					: null;
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			return null;
		}
	}

	/**
	 * Returns the document of a valid form.
	 */
	byte[] document(OverrideForm form, String owner) {
		Map<String, Object> selector = new LinkedHashMap<>();
		put(selector, "application", form.application());
		if (form.state() != null) {
			put(selector, "target", form.target());
		}
		if (form.tags() != null && !form.tags().isEmpty()) {
			selector.put("tags", form.tags());
		}
		OverrideForm.Timing timing = form.timing();
		Duration lifetime = (timing != null) ? lifetime(timing.lifetime()) : null;
		Instant expiry = this.clock.instant().plus((lifetime != null) ? lifetime : MIN).truncatedTo(ChronoUnit.SECONDS);
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("version", 1);
		document.put("selector", selector);
		document.put("action",
				(form.state() != null) ? Map.of("state", form.state()) : Map.of("settings", settings(form)));
		document.put("owner", DisplayText.line(owner, MAX_OWNER - 1));
		put(document, "reason", form.reason());
		document.put("expiry", expiry.toString());
		document.put("share", (timing != null && timing.share() != null) ? timing.share() : 100);
		return this.mapper.writeValueAsBytes(document);
	}

	private static Map<String, @Nullable Object> settings(OverrideForm form) {
		return (form.settings() != null) ? form.settings() : Map.of();
	}

	private static void put(Map<String, Object> map, String name, @Nullable String value) {
		if (value != null) {
			map.put(name, value.strip());
		}
	}

	/**
	 * The tags of a form, which have been checked.
	 */
	static List<String> tags(OverrideForm form) {
		return (form.tags() != null) ? form.tags().stream().filter(java.util.Objects::nonNull).toList() : List.of();
	}

}
