package io.github.resiliencestarter.fleet;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Reader of JSON, so that the application needs no library for it.
 */
final class JsonReader {

	private static final String NUMBER = "+-.0123456789Ee";

	private static final int MAX_DEPTH = 100;

	private final String text;

	private int position;

	private int depth;

	private JsonReader(String text) {
		this.text = text;
	}

	/**
	 * Reads a value.
	 * @param text the JSON text
	 * @return a map, a list, a text, a number, a boolean or {@code null}
	 * @throws IllegalArgumentException if it is not JSON
	 */
	static @Nullable Object read(String text) {
		JsonReader reader = new JsonReader(text);
		try {
			Object value = reader.value();
			reader.skipSpace();
			if (reader.position < text.length()) {
				throw reader.unexpected();
			}
			return value;
		}
		catch (StringIndexOutOfBoundsException ex) {
			throw new IllegalArgumentException("Unexpected end of JSON", ex);
		}
	}

	/**
	 * Reads an object.
	 * @throws IllegalArgumentException if it is none
	 */
	static JsonObject readObject(String text) {
		return JsonObject.of(read(text));
	}

	private @Nullable Object value() {
		skipSpace();
		char first = this.text.charAt(this.position);
		return switch (first) {
			case '{' -> nested(this::object);
			case '[' -> nested(this::array);
			case '"' -> string();
			case 't' -> word("true", true);
			case 'f' -> word("false", false);
			case 'n' -> word("null", null);
			default -> number();
		};
	}

	private Object nested(Supplier<Object> value) {
		if (++this.depth > MAX_DEPTH) {
			throw new IllegalArgumentException("JSON has more than %d levels".formatted(MAX_DEPTH));
		}
		Object read = value.get();
		this.depth--;
		return read;
	}

	private Map<String, @Nullable Object> object() {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		this.position++;
		while (!isAt('}')) {
			if (!object.isEmpty()) {
				require(',');
				skipSpace();
			}
			String key = string();
			skipSpace();
			require(':');
			object.put(key, value());
		}
		this.position++;
		return object;
	}

	private List<@Nullable Object> array() {
		List<@Nullable Object> array = new ArrayList<>();
		this.position++;
		while (!isAt(']')) {
			if (!array.isEmpty()) {
				require(',');
			}
			array.add(value());
		}
		this.position++;
		return array;
	}

	private String string() {
		require('"');
		StringBuilder string = new StringBuilder();
		while (this.text.charAt(this.position) != '"') {
			char next = this.text.charAt(this.position++);
			string.append((next != '\\') ? next : escaped());
		}
		this.position++;
		return string.toString();
	}

	private char escaped() {
		char next = this.text.charAt(this.position++);
		return switch (next) {
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> {
				this.position += 4;
				yield (char) Integer.parseInt(this.text.substring(this.position - 4, this.position), 16);
			}
			default -> next;
		};
	}

	private @Nullable Object word(String word, @Nullable Object value) {
		if (!this.text.startsWith(word, this.position)) {
			throw unexpected();
		}
		this.position += word.length();
		return value;
	}

	private Number number() {
		int start = this.position;
		while (this.position < this.text.length() && NUMBER.indexOf(this.text.charAt(this.position)) >= 0) {
			this.position++;
		}
		String number = this.text.substring(start, this.position);
		if (number.isEmpty()) {
			throw unexpected();
		}
		return number.matches("-?[0-9]{1,18}") ? (Number) Long.valueOf(number) : new BigDecimal(number);
	}

	private boolean isAt(char expected) {
		skipSpace();
		return this.text.charAt(this.position) == expected;
	}

	private void require(char expected) {
		if (this.text.charAt(this.position) != expected) {
			throw unexpected();
		}
		this.position++;
	}

	private void skipSpace() {
		while (this.position < this.text.length() && " \t\r\n".indexOf(this.text.charAt(this.position)) >= 0) {
			this.position++;
		}
	}

	private IllegalArgumentException unexpected() {
		return new IllegalArgumentException(
				"Unexpected '%s' in JSON at %d".formatted(this.text.charAt(this.position), this.position));
	}

}
