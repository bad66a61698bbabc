package io.github.resiliencestarter.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * The published JSON schema and {@link DocumentReader} agree.
 */
class OverrideSchemaTests {

	private static final Path FILE = Path.of("../consul/overrides/override.schema.json");

	private final JsonNode schema = read();

	@BeforeEach
	void assertLimits() {
		assertThat(names(this.schema.path("properties"))).containsExactlyElementsOf(DocumentReader.FIELDS);
		assertThat(names(this.schema.at("/properties/selector/properties")))
			.containsExactlyElementsOf(DocumentReader.SELECTOR);
		assertThat(names(this.schema.at("/properties/action/properties")))
			.containsExactlyElementsOf(DocumentReader.ACTION);
		List<String> states = new ArrayList<>();
		this.schema.at("/properties/action/properties/state/enum").forEach((state) -> states.add(state.asString()));
		assertThat(states).isEqualTo(StateAction.texts());
		assertThat(this.schema.at("/properties/owner/maxLength").asInt()).isEqualTo(DocumentReader.MAX_OWNER);
		assertThat(this.schema.at("/properties/reason/maxLength").asInt()).isEqualTo(DocumentReader.MAX_REASON);
		assertThat(this.schema.at("/properties/expiry/maxLength").asInt()).isEqualTo(DocumentReader.MAX_EXPIRY);
		assertThat(this.schema.at("/$defs/pattern/maxLength").asInt()).isEqualTo(DocumentReader.MAX_PATTERN);
		assertThat(this.schema.at("/properties/selector/properties/tags/maxItems").asInt())
			.isEqualTo(DocumentReader.MAX_TAGS);
		assertThat(this.schema.at("/properties/action/properties/settings/maxProperties").asInt())
			.isEqualTo(DocumentReader.MAX_SETTINGS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "force-open", "close", "disable", "metrics-only" })
	void validDocumentIsValidInBoth(String state) {
		assertAgree(Documents.state("inv*", state, Documents.EXPIRY), true);
		assertAgree(Documents.with(Documents.state("inv*", state, Documents.EXPIRY), "share", "25"), true);
	}

	@Test
	void validSettingsAreValidInBoth() {
		assertAgree(Documents.settings("\"resilience.client.timeout\": \"1s\""), true);
		assertAgree(Documents.settings("\"resilience4j.retry.instances.inventory.max-attempts\": 1"), true);
		assertAgree(Documents.settings("\"resilience.client.adaptive-limit\": false"), true);
	}

	@ParameterizedTest(name = "{index} {1}")
	@MethodSource("structures")
	void invalidStructureIsInvalidInBoth(byte[] document, String reason) {
		assertAgree(new String(document, StandardCharsets.UTF_8), false);
	}

	// The schema knows the structure; keys, their values, markup and dates are beyond it
	static Stream<Arguments> structures() {
		return DocumentReaderTests.corrupt().filter((arguments) -> {
			byte[] document = (byte[]) arguments.get()[0];
			String reason = (String) arguments.get()[1];
			return isStrictJson(document) && !reason.contains("instant") && !reason.contains("cannot be changed")
					&& !reason.startsWith("write ") && !new String(document, StandardCharsets.UTF_8).contains("<img")
					&& !reason.contains("16384") && !new String(document, StandardCharsets.UTF_8).contains("u202E");
		});
	}

	private static boolean isStrictJson(byte[] document) {
		return DocumentReader.read(document).document() != null;
	}

	private void assertAgree(String document, boolean valid) {
		assertThat(DocumentReader.read(Documents.bytes(document)).isValid()).as(document).isEqualTo(valid);
		assertThat(isValid(this.schema, JsonMapper.shared().readTree(document))).as(document).isEqualTo(valid);
	}

	@Test
	void evaluatorKnowsItsLimits() {
		JsonNode unknown = JsonMapper.shared().readTree("{\"not\": {}}");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> isValid(unknown, unknown));
	}

	private boolean isValid(JsonNode schema, JsonNode value) {
		if (schema.isBoolean()) {
			return schema.asBoolean();
		}
		return schema.properties().stream().allMatch((keyword) -> holds(keyword, schema, value));
	}

	private boolean holds(Map.Entry<String, JsonNode> keyword, JsonNode schema, JsonNode value) {
		JsonNode rule = keyword.getValue();
		return switch (keyword.getKey()) {
			case "$schema", "title", "description", "$defs", "format", "then" -> true;
			case "$ref" -> isValid(this.schema.at(rule.asString().substring(1)), value);
			case "type" -> isOfType(rule, value);
			case "const" -> rule.equals(value);
			case "enum" -> stream(rule).anyMatch(value::equals);
			case "required" -> !value.isObject() || stream(rule).allMatch((name) -> value.has(name.asString()));
			case "properties" -> rule.properties()
				.stream()
				.allMatch((each) -> !value.has(each.getKey()) || isValid(each.getValue(), value.get(each.getKey())));
			case "additionalProperties" -> value.properties()
				.stream()
				.filter((each) -> !schema.path("properties").has(each.getKey()))
				.allMatch((each) -> isValid(rule, each.getValue()));
			case "minProperties" -> !value.isObject() || value.size() >= rule.asInt();
			case "maxProperties" -> !value.isObject() || value.size() <= rule.asInt();
			case "maxItems" -> !value.isArray() || value.size() <= rule.asInt();
			case "items" -> !value.isArray() || stream(value).allMatch((item) -> isValid(rule, item));
			case "minLength" -> !value.isString() || value.asString().length() >= rule.asInt();
			case "maxLength" -> !value.isString() || value.asString().length() <= rule.asInt();
			case "pattern" -> !value.isString() || Pattern.compile(rule.asString()).matcher(value.asString()).find();
			case "minimum" -> !value.isNumber() || value.doubleValue() >= rule.asInt();
			case "maximum" -> !value.isNumber() || value.doubleValue() <= rule.asInt();
			case "allOf" -> stream(rule).allMatch((each) -> isValid(each, value));
			case "if" -> !isValid(rule, value) || isValid(schema.get("then"), value);
			default -> fail("Unknown keyword " + keyword.getKey());
		};
	}

	private static boolean isOfType(JsonNode type, JsonNode value) {
		if (type.isArray()) {
			return stream(type).anyMatch((each) -> isOfType(each, value));
		}
		return switch (type.asString()) {
			case "object" -> value.isObject();
			case "array" -> value.isArray();
			case "string" -> value.isString();
			case "integer" -> value.isIntegralNumber();
			case "number" -> value.isNumber();
			case "boolean" -> value.isBoolean();
			default -> fail("Unknown type " + type);
		};
	}

	private static Stream<JsonNode> stream(JsonNode array) {
		List<JsonNode> items = new ArrayList<>();
		array.forEach(items::add);
		return items.stream();
	}

	private static List<String> names(JsonNode object) {
		return List.copyOf(object.propertyNames());
	}

	private static JsonNode read() {
		try {
			return JsonMapper.shared().readTree(Files.readString(FILE));
		}
		catch (IOException | JacksonException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
