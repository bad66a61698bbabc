package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Object in a JSON document. Missing values, and those of another type, are empty.
 *
 * @param values the values by name
 */
record JsonObject(Map<?, ?> values) {

	/**
	 * Returns a value as an object.
	 * @throws IllegalArgumentException if it is none
	 */
	static JsonObject of(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return new JsonObject(map);
		}
		throw new IllegalArgumentException("Not a JSON object");
	}

	/**
	 * Returns objects, leaving out other values.
	 */
	static List<JsonObject> all(@Nullable Object value) {
		List<?> list = (value instanceof List<?> all) ? all : List.of();
		return list.stream().filter((each) -> each instanceof Map).map(JsonObject::of).toList();
	}

	String text(String name) {
		return Objects.toString(this.values.get(name), "");
	}

	long number(String name, long otherwise) {
		return (this.values.get(name) instanceof Number number) ? number.longValue() : otherwise;
	}

	JsonObject object(String name) {
		return (this.values.get(name) instanceof Map<?, ?> map) ? new JsonObject(map) : new JsonObject(Map.of());
	}

	List<JsonObject> objects(String name) {
		return all(this.values.get(name));
	}

}
