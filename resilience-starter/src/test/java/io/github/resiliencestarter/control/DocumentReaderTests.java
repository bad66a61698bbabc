package io.github.resiliencestarter.control;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link DocumentReader}.
 */
class DocumentReaderTests {

	static final String VALID = Documents.forceOpen("inventory");

	private static final String RATE = "resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold";

	@Test
	void readsAState() {
		DocumentReader.Read read = read("""
				{ "version": 1, "selector": { "application": "store*", "target": "inventory", "tags": ["zone=eu-*"] },
				  "action": { "state": "force-open" }, "owner": "jane@example.org",
				  "reason": "INC-42: database migration", "expiry": "2026-11-28T04:10:00+01:00", "share": 25 }""");
		assertThat(read.problems()).isEmpty();
		assertThat(read.document()).isEqualTo(new OverrideDocument(
				new OverrideSelector("store*", "inventory", List.of("zone=eu-*")), StateAction.FORCE_OPEN, Map.of(),
				"jane@example.org", "INC-42: database migration", Instant.parse("2026-11-28T03:10:00Z"), 25));
	}

	@Test
	void readsSettingsInTheirUsualForm() {
		DocumentReader.Read read = read(Documents.settings("""
				"resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold": 30,
				"resilience4j.retry.configs.default.max-attempts": "2",
				"resilience.client.targets[api.example.org].timeout": "1500ms",
				"resilience.client.retry-budget.ratio": 0.25,
				"resilience.client.targets.inventory.adaptive-limit": false"""));
		assertThat(read.problems()).isEmpty();
		assertThat(Objects.requireNonNull(read.document()).settings()).containsOnly(
				Map.entry("resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold", "30"),
				Map.entry("resilience4j.retry.configs.default.max-attempts", "2"),
				Map.entry("resilience.client.targets[api.example.org].timeout", "PT1.5S"),
				Map.entry("resilience.client.retry-budget.ratio", "0.25"),
				Map.entry("resilience.client.targets.inventory.adaptive-limit", "false"));
		assertThat(Objects.requireNonNull(read.document()).share()).isEqualTo(100);
	}

	@ParameterizedTest
	@ValueSource(strings = { "force-open", "close", "disable", "metrics-only" })
	void readsEachState(String state) {
		assertThat(read(Documents.state("*", state, Documents.EXPIRY)).isValid()).isTrue();
	}

	@Test
	void formsOfOneKeyAreDuplicates() {
		DocumentReader.Read read = read(Documents.settings("""
				"resilience.client.targets.inventory.timeout": "1s",
				"resilience.client.targets[inventory].timeout": "2s\""""));
		assertThat(read.problems()).singleElement()
			.asString()
			.contains("action.settings.resilience.client.targets[inventory].timeout: sets the same property as "
					+ "resilience.client.targets.inventory.timeout; write only one");
	}

	@Test
	void credentialsInAReasonAreRemoved() {
		DocumentReader.Read read = read(Documents.with(VALID, "reason", "\"see https://jane:secret@wiki/42\""));
		assertThat(Objects.requireNonNull(read.document()).reason()).isEqualTo("see https://wiki/42");
	}

	@ParameterizedTest(name = "{index} {1}")
	@MethodSource("corrupt")
	void invalidDocumentIsRejectedWithItsReason(byte[] document, String reason) {
		DocumentReader.Read read = DocumentReader.read(document);
		assertThat(read.isValid()).isFalse();
		assertThat(read.problems()).anySatisfy((problem) -> assertThat(problem).contains(reason));
		assertThat(read.problems()).allSatisfy(
				(problem) -> assertThat(problem).hasSizeLessThan(500).doesNotContain("<", "\n").contains("write"));
	}

	static Stream<Arguments> corrupt() {
		return Stream.of(json(), fields(), selectors(), actions(), values()).flatMap((documents) -> documents);
	}

	private static Stream<Arguments> json() {
		return Stream.of(invalid("", "empty"), invalid("   ", "JSON"), invalid("null", "not a JSON object"),
				invalid("[]", "not a JSON object"), invalid("42", "not a JSON object"),
				invalid("\"text\"", "not a JSON object"), invalid("{", "not valid JSON (line 1"),
				invalid("{\"version\": 1,}", "not valid JSON"), invalid("{'version': 1}", "not valid JSON"),
				invalid("{version: 1}", "not valid JSON"), invalid("// comment\n" + VALID, "not valid JSON"),
				invalid(VALID + VALID, "not valid JSON"), invalid(VALID + " x", "not valid JSON"),
				invalid(VALID.substring(0, 100), "not valid JSON"),
				invalid("<html><script>alert(1)</script></html>", "not valid JSON"),
				invalid("\uFEFF" + VALID, "byte order mark"), arguments(encoded(StandardCharsets.UTF_16), "UTF-8"),
				arguments(encoded(Charset.forName("UTF-32")), "UTF-8"),
				arguments(encoded(StandardCharsets.ISO_8859_1), "not in UTF-8"),
				arguments(new byte[] { (byte) 0xC3, 0x28 }, "not in UTF-8"),
				arguments(new byte[1000], "not valid JSON"),
				arguments(new byte[DocumentReader.MAX_BYTES + 1], "write at most 16384"),
				invalid(VALID + " ".repeat(DocumentReader.MAX_BYTES), "write at most 16384"),
				invalid("[".repeat(5000), "not valid JSON"), invalid("{\"a\":".repeat(2000), "not valid JSON"),
				invalid(Documents.with(VALID, "share", "1" + "0".repeat(500)), "not valid JSON"),
				invalid(Documents.with(VALID, "share", "NaN"), "not valid JSON"),
				invalid(VALID.replace("\"version\": 1", "\"version\": 1, \"version\": 1"), "not valid JSON"),
				invalid(VALID.replace("\"target\"", "\"application\": \"x\", \"target\""), "not valid JSON"));
	}

	private static Stream<Arguments> fields() {
		return Stream.of(invalid("{}", "version: write 1"), invalid("{}", "owner: write one line"),
				invalid(Documents.with(VALID, "version", "2"), "version: write 1"),
				invalid(Documents.with(VALID, "version", "\"1\""), "version: write 1"),
				invalid(Documents.with(VALID, "version", "1.0"), "version: write 1"),
				invalid(Documents.with(VALID, "expires", "1"), "expires: unknown field; write expiry"),
				invalid(Documents.with(VALID, "<script>alert(1)</script>", "1"), "unknown field; write one of version"),
				invalid(Documents.with(VALID, "owner", "null"), "owner: write"),
				invalid(Documents.with(VALID, "owner", "7"), "owner: write"),
				invalid(Documents.with(VALID, "owner", "\" \""), "owner: write"),
				invalid(Documents.with(VALID, "owner", "\"" + "x".repeat(101) + "\""), "owner: write"),
				invalid(Documents.with(VALID, "reason", "\"a\\nb\""), "reason: write one line"),
				invalid(Documents.with(VALID, "reason", "\"<img src=x onerror=alert(1)>\""), "reason: write one line"),
				invalid(Documents.with(VALID, "reason", "\"a\\u202Eb\""), "reason: write one line"),
				invalid(Documents.with(VALID, "reason", "\"" + "x".repeat(201) + "\""), "reason: write"),
				invalid(Documents.with(VALID, "expiry", "\"tomorrow\""), "expiry: write an instant"),
				invalid(Documents.with(VALID, "expiry", "\"2026-11-23T00:10:00\""), "expiry: write an instant"),
				invalid(Documents.with(VALID, "expiry", "1764298800"), "expiry: write an instant"),
				invalid(Documents.with(VALID, "expiry", "\"2026-02-30T00:00:00Z\""), "expiry: write an instant"),
				invalid(Documents.with(VALID, "share", "0"), "share: write a whole number from 1 to 100"),
				invalid(Documents.with(VALID, "share", "101"), "share: write"),
				invalid(Documents.with(VALID, "share", "12.5"), "share: write"),
				invalid(Documents.with(VALID, "share", "\"50\""), "share: write"),
				invalid(Documents.with(VALID, "share", "99999999999"), "share: write"));
	}

	private static Stream<Arguments> selectors() {
		return Stream.of(
				invalid(VALID.replace("\"application\"", "\"aplication\""),
						"selector.aplication: unknown field; write selector.application"),
				invalid(VALID.replace("\"orders\"", "[\"orders\"]"), "selector.application: write"),
				invalid(VALID.replace("\"orders\"", "\"\""), "selector.application: write"),
				invalid(VALID.replace(", \"target\": \"inventory\"", ""), "selector.target: write"),
				invalid(VALID.replace("\"inventory\"", "\"" + "*".repeat(101) + "\""), "selector.target: write"),
				invalid(tags("\"zone=eu\""), "selector.tags: write an array"),
				invalid(tags("[1]"), "selector.tags: write a pattern"),
				invalid(tags(
						IntStream.range(0, 11).mapToObj((i) -> "\"a\"").collect(Collectors.joining(",", "[", "]"))),
						"selector.tags: write an array of at most 10"));
	}

	private static Stream<Arguments> actions() {
		return Stream.of(invalid(action("{}"), "action: write either state or settings"),
				invalid(action("[]"), "action: write a JSON object"),
				invalid(action("{\"state\": \"open\"}"), "action.state: write one of force-open, close"),
				invalid(action("{\"state\": \"FORCE_OPEN\"}"), "action.state: write"),
				invalid(action("{\"state\": \"metrics_only\"}"), "action.state: write metrics-only"),
				invalid(action("{\"state\": true}"), "action.state: write"),
				invalid(action("{\"state\": \"close\", \"settings\": {}}"), "action: write either"),
				invalid(action("{\"setings\": {}}"), "action.setings: unknown field; write action.settings"),
				invalid(VALID.replace("\"state\": \"force-open\"", "\"settings\": {\"" + RATE + "\": 30}"),
						"selector.target: leave it out"),
				setting("server.port", "8080", "cannot be changed; write a key of the table"),
				setting("spring.datasource.password", "\"x\"", "cannot be changed; write a key of the table"),
				setting("resilience4j.circuitbreaker.instances.inventory.failureRateThreshold", "30", "write " + RATE),
				setting("resilience4j.circuitbreaker.instances.inventory.failure-rate-treshold", "30", "write " + RATE),
				setting("resilience.client.targets.inventory.time-out", "\"1s\"",
						"write resilience.client.targets.inventory.timeout"),
				setting("resilience4j.circuitbreaker.instances.in.ventory.failure-rate-threshold", "30",
						"cannot be changed"),
				setting("<b>" + "x".repeat(300), "1", "cannot be changed"));
	}

	private static Stream<Arguments> values() {
		return Stream.of(setting(RATE, "0", "write a number from 1 to 100"),
				setting(RATE, "101", "write a number from 1 to 100"), setting(RATE, "\"30%\"", "write a number"),
				setting(RATE, "\"${user.home}\"", "write a number"), setting(RATE, "null", "write a number"),
				setting(RATE, "[30]", "write a number"), setting(RATE, "1e400", "write a number"),
				setting(RATE, "true", "write a number"),
				setting("resilience4j.retry.instances.inventory.max-attempts", "2.5",
						"write a whole number from 1 to 10"),
				setting("resilience4j.retry.instances.inventory.max-attempts", "1000", "write a whole number"),
				setting("resilience.client.timeout", "1000", "write a duration from 1ms to 3600s"),
				setting("resilience.client.timeout", "\"1000\"", "write a duration"),
				setting("resilience.client.timeout", "\"-1s\"", "write a duration"),
				setting("resilience.client.timeout", "\"P400D\"", "write a duration"),
				setting("resilience.client.adaptive-limit", "\"yes\"", "write true or false"),
				invalid(Documents.settings(""), "action.settings: write an object with 1 to 20 keys"),
				invalid(Documents.settings(IntStream.range(0, 21)
					.mapToObj((i) -> "\"resilience4j.retry.instances.t%d.max-attempts\": 1".formatted(i))
					.collect(Collectors.joining(","))), "action.settings: write an object with 1 to 20 keys"));
	}

	private static Arguments invalid(String document, String reason) {
		return arguments(Documents.bytes(document), reason);
	}

	private static Arguments setting(String key, String value, String reason) {
		return invalid(Documents.settings("\"%s\": %s".formatted(key, value)), reason);
	}

	private static byte[] encoded(Charset charset) {
		return Documents.with(VALID, "owner", "\"Jörg\"").getBytes(charset);
	}

	private static String tags(String tags) {
		return VALID.replace("\"target\"", "\"tags\": " + tags + ", \"target\"");
	}

	private static String action(String action) {
		return VALID.replace("{\"state\": \"force-open\"}", action);
	}

	private static DocumentReader.Read read(String document) {
		return DocumentReader.read(Documents.bytes(document));
	}

}
