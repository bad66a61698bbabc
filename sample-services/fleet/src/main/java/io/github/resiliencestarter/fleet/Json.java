package io.github.resiliencestarter.fleet;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Writer of JSON, so that the application needs no library for it.
 */
final class Json {

	private Json() {
	}

	/**
	 * Writes a value.
	 * @param value a map, a collection, a number, a boolean or {@code null}; anything
	 * else as its text. Numbers that are none in JSON, as infinity, become {@code null}
	 */
	static String write(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.entrySet()
				.stream()
				.map((entry) -> text(String.valueOf(entry.getKey())) + ":" + write(entry.getValue()))
				.collect(Collectors.joining(",", "{", "}"));
		}
		if (value instanceof Collection<?> collection) {
			return collection.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
		}
		if (value instanceof Double number) {
			return Double.isFinite(number) ? String.format(Locale.ROOT, "%.3f", number) : "null";
		}
		return (value == null || value instanceof Number || value instanceof Boolean) ? String.valueOf(value)
				: text(value.toString());
	}

	private static String text(String text) {
		return text.chars()
			.mapToObj((c) -> (c < ' ' || c == '"' || c == '\\') ? "\\u%04x".formatted(c) : Character.toString(c))
			.collect(Collectors.joining("", "\"", "\""));
	}

}
