package io.github.resiliencestarter.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reader of documents in the store, which anybody may have written. It is lenient,
 * because the instances decide what is valid.
 */
final class OverrideReader {

	static final int MAX_BYTES = 16 * 1024;

	private static final int MAX_ITEMS = 20;

	private final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.streamReadConstraints(
					StreamReadConstraints.builder().maxNestingDepth(20).maxStringLength(MAX_BYTES).build())
			.build())
		.build();

	StoredOverride read(OverrideStore.Entry entry) {
		String id = DisplayText.name(entry.id());
		String digest = digest(entry.bytes());
		try {
			return new StoredOverride(id, document(entry.bytes()), null, digest, entry.index(), entry.created());
		}
		catch (ReadFailure ex) {
			return new StoredOverride(id, null, ex.reason(), digest, entry.index(), entry.created());
		}
	}

	/**
	 * The first 16 hexadecimal digits of the SHA-256 digest.
	 */
	static String digest(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	OverrideDocument document(byte[] bytes) {
		if (bytes.length > MAX_BYTES) {
			throw new ReadFailure("the document is larger than 16 KiB");
		}
		JsonNode json;
		try {
			json = this.mapper.readTree(new String(bytes, StandardCharsets.UTF_8));
		}
		catch (JacksonException ex) {
			throw new ReadFailure("the document is not valid JSON: " + DisplayText.line(ex.getOriginalMessage(), 150));
		}
		if (json == null || !json.isObject()) {
			throw new ReadFailure("the document is not a JSON object");
		}
		JsonNode selector = json.path("selector");
		return new OverrideDocument(DisplayText.name(text(selector.path("application"))),
				DisplayText.optional(text(selector.path("target"))), tags(selector.path("tags")),
				DisplayText.optional(text(json.path("action").path("state"))),
				settings(json.path("action").path("settings")),
				new OverrideDocument.Origin(DisplayText.name(text(json.path("owner"))),
						DisplayText.sentence(text(json.path("reason")))),
				instant(text(json.path("expiry"))), json.path("share").asInt(100));
	}

	private static @Nullable String text(JsonNode node) {
		return node.isString() ? node.asString() : null;
	}

	private static List<String> tags(JsonNode node) {
		List<String> tags = new ArrayList<>();
		for (JsonNode tag : node) {
			if (tags.size() < MAX_ITEMS) {
				tags.add(DisplayText.name(text(tag)));
			}
		}
		return List.copyOf(tags);
	}

	private static Map<String, Object> settings(JsonNode node) {
		Map<String, Object> settings = new LinkedHashMap<>();
		node.properties()
			.stream()
			.limit(MAX_ITEMS)
			.forEach((entry) -> settings.put(DisplayText.name(entry.getKey()), DisplayText
				.name(entry.getValue().isString() ? entry.getValue().asString() : entry.getValue().toString())));
		return settings;
	}

	private static @Nullable Instant instant(@Nullable String text) {
		try {
			return (text != null) ? OffsetDateTime.parse(text).toInstant() : null;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

}
