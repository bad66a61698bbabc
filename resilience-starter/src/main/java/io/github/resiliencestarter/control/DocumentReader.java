package io.github.resiliencestarter.control;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.resiliencestarter.targets.NearestName;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Strict reader of documents. Each problem names the field and says what to write.
 */
final class DocumentReader {

	static final int MAX_BYTES = 16 * 1024;

	static final int MAX_PATTERN = 100;

	static final int MAX_TAGS = 10;

	static final int MAX_SETTINGS = 20;

	static final int MAX_OWNER = 100;

	static final int MAX_REASON = 200;

	static final int MAX_EXPIRY = 40;

	static final List<String> FIELDS = List.of("version", "selector", "action", "owner", "reason", "expiry", "share");

	static final List<String> SELECTOR = List.of("application", "target", "tags");

	static final List<String> ACTION = List.of("state", "settings");

	private static final int MAX_DEPTH = 10;

	private static final int MAX_QUOTED = 60;

	private static final JsonMapper json = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(
					StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxNumberLength(MAX_EXPIRY).build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
			.build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final List<String> problems = new ArrayList<>();

	private DocumentReader() {
	}

	/**
	 * Reads a document.
	 * @param bytes the document in UTF-8
	 * @return the document with its problems
	 */
	static Read read(byte[] bytes) {
		DocumentReader reader = new DocumentReader();
		JsonNode document = reader.parse(bytes);
		return new Read((document != null) ? reader.document(document) : null, reader.problems);
	}

	private @Nullable JsonNode parse(byte[] bytes) {
		if (bytes.length == 0) {
			return problem("The document is empty: write a JSON object");
		}
		if (bytes.length > MAX_BYTES) {
			return problem("The document has %d bytes: write at most %d".formatted(bytes.length, MAX_BYTES));
		}
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			if (text.startsWith("\uFEFF")) {
				return problem("The document begins with a byte order mark: write UTF-8 without one");
			}
			JsonNode document = json.readTree(text);
			return document.isObject() ? document : problem("The document is not a JSON object: write { ... }");
		}
		catch (CharacterCodingException ex) {
			return problem("The document is not in UTF-8: write UTF-8");
		}
		catch (JacksonException ex) {
			return problem("The document is not valid JSON (%s): write strict JSON".formatted(describe(ex)));
		}
	}

	private static String describe(JacksonException failure) {
		String message = OperatorText.quoted(String.valueOf(failure.getOriginalMessage()), 2 * MAX_QUOTED);
		return (failure.getLocation() != null)
				? "line %d: %s".formatted(Math.max(1, failure.getLocation().getLineNr()), message) : message;
	}

	@SuppressWarnings("TypeParameterUnusedInFormals") // Always null
	private <T> @Nullable T problem(String problem) {
		this.problems.add(problem);
		return null;
	}

	private OverrideDocument document(JsonNode document) {
		checkFields("", document, FIELDS);
		JsonNode version = document.get("version");
		if (version == null || !version.isIntegralNumber() || !version.canConvertToInt() || version.intValue() != 1) {
			problem("version: write 1");
		}
		JsonNode action = object(document, "action");
		StateAction state = (action != null) ? state(action) : null;
		boolean holdsState = action != null && action.has("state");
		Map<String, String> settings = (action != null && !holdsState) ? settings(action) : Map.of();
		OverrideSelector selector = selector(object(document, "selector"), action, holdsState);
		return new OverrideDocument(selector, state, settings, text(document, "owner", MAX_OWNER),
				text(document, "reason", MAX_REASON), expiry(document), share(document));
	}

	private void checkFields(String parent, JsonNode object, Collection<String> known) {
		for (String name : object.propertyNames()) {
			if (!known.contains(name)) {
				String similar = NearestName.of(OperatorText.quoted(name, MAX_QUOTED), known)
					.map((nearest) -> "write " + parent + nearest)
					.orElse("write one of " + String.join(", ", known));
				problem("%s%s: unknown field; %s".formatted(parent, OperatorText.quoted(name, MAX_QUOTED), similar));
			}
		}
	}

	private @Nullable JsonNode object(JsonNode document, String name) {
		JsonNode value = document.get(name);
		return (value != null && value.isObject()) ? value : problem(name + ": write a JSON object");
	}

	private OverrideSelector selector(@Nullable JsonNode selector, @Nullable JsonNode action, boolean holdsState) {
		if (selector == null) {
			return new OverrideSelector(null, null, List.of());
		}
		checkFields("selector.", selector, SELECTOR);
		String application = pattern("selector.application", selector.get("application"),
				"write a pattern of application names, such as orders");
		String target = null;
		if (holdsState) {
			target = pattern("selector.target", selector.get("target"),
					"write a pattern of circuit breaker names, such as inventory");
		}
		else if (action != null && selector.has("target")) {
			problem("selector.target: leave it out; write only action.settings, whose keys name what they change");
		}
		return new OverrideSelector(application, target, tags(selector.get("tags")));
	}

	private @Nullable String pattern(String field, @Nullable JsonNode value, String advice) {
		String text = (value != null && value.isString()) ? value.asString() : "";
		if (text.isBlank() || text.length() > MAX_PATTERN || !OperatorText.isPlain(text)) {
			return problem("%s: %s, of at most %d characters; * is any text, ? any character".formatted(field, advice,
					MAX_PATTERN));
		}
		return text;
	}

	private List<String> tags(@Nullable JsonNode tags) {
		List<String> patterns = new ArrayList<>();
		if (tags == null) {
			return patterns;
		}
		if (!tags.isArray() || tags.size() > MAX_TAGS) {
			problem("selector.tags: write an array of at most %d patterns".formatted(MAX_TAGS));
			return patterns;
		}
		for (JsonNode tag : tags) {
			String pattern = pattern("selector.tags", tag, "write a pattern of tags, such as zone=eu-*");
			if (pattern != null) {
				patterns.add(pattern);
			}
		}
		return patterns;
	}

	private @Nullable StateAction state(JsonNode action) {
		checkFields("action.", action, ACTION);
		if (action.has("state") == action.has("settings")) {
			return problem("action: write either state or settings");
		}
		JsonNode state = action.get("state");
		if (state == null) {
			return null;
		}
		String text = state.isString() ? OperatorText.quoted(state.asString(), MAX_QUOTED) : "";
		StateAction known = StateAction.find(text).orElse(null);
		return (known != null) ? known : problem("action.state: write "
				+ NearestName.of(text, StateAction.texts()).orElse("one of " + String.join(", ", StateAction.texts())));
	}

	private Map<String, String> settings(JsonNode action) {
		Map<String, String> settings = new TreeMap<>();
		JsonNode values = action.get("settings");
		if (values == null || !values.isObject() || values.isEmpty() || values.size() > MAX_SETTINGS) {
			if (values != null) {
				problem("action.settings: write an object with 1 to %d keys".formatted(MAX_SETTINGS));
			}
			return settings;
		}
		Map<String, String> known = new HashMap<>();
		for (Map.Entry<String, JsonNode> setting : values.properties()) {
			String value = setting(setting.getKey(), setting.getValue());
			if (value != null) {
				settings.put(setting.getKey(), value);
				String other = known.put(ChangeableKey.canonical(setting.getKey()), setting.getKey());
				if (other != null) {
					problem("action.settings.%s: sets the same property as %s; write only one".formatted(
							OperatorText.quoted(setting.getKey(), 2 * MAX_PATTERN),
							OperatorText.quoted(other, 2 * MAX_PATTERN)));
				}
			}
		}
		return settings;
	}

	private @Nullable String setting(String key, JsonNode value) {
		String field = "action.settings." + OperatorText.quoted(key, 2 * MAX_PATTERN);
		ChangeableKey known = (key.length() <= 2 * MAX_PATTERN && OperatorText.isPlain(key))
				? ChangeableKey.find(key).orElse(null) : null;
		if (known == null) {
			return problem(field + ": "
					+ ChangeableKey.similarTo(OperatorText.quoted(key, 2 * MAX_PATTERN))
						.map((similar) -> "cannot be changed; write " + similar)
						.orElse("cannot be changed; write a key of the table in docs/guide/overrides.md"));
		}
		String normalized = known.rule().normalize(value);
		return (normalized != null) ? normalized : problem(field + ": write " + known.rule().howToWrite());
	}

	private @Nullable String text(JsonNode document, String field, int max) {
		JsonNode value = document.get(field);
		String text = (value != null && value.isString()) ? value.asString().strip() : "";
		if (text.isEmpty() || text.length() > max || !OperatorText.isPlain(text)) {
			return problem("%s: write one line of at most %d characters, without control characters and markup"
				.formatted(field, max));
		}
		return UserInfo.removeFrom(text);
	}

	private @Nullable Instant expiry(JsonNode document) {
		JsonNode value = document.get("expiry");
		String text = (value != null && value.isString()) ? value.asString() : "";
		try {
			if (text.length() <= MAX_EXPIRY) {
				return OffsetDateTime.parse(text).toInstant();
			}
		}
		catch (DateTimeException ex) {
			// Described below
		}
		return problem("expiry: write an instant in ISO 8601 with an offset, such as 2026-11-28T03:10:00Z");
	}

	private int share(JsonNode document) {
		JsonNode value = document.get("share");
		if (value == null) {
			return 100;
		}
		if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > 100) {
			problem("share: write a whole number from 1 to 100");
			return 0;
		}
		return value.intValue();
	}

	/**
	 * Document that has been read.
	 *
	 * @param document what could be read; {@code null} if it is not a JSON object
	 * @param problems what is wrong, and what to write instead
	 */
	record Read(@Nullable OverrideDocument document, List<String> problems) {

		Read {
			problems = List.copyOf(problems);
		}

		boolean isValid() {
			return this.problems.isEmpty();
		}

	}

}
