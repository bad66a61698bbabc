package io.github.resiliencestarter.outbox;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payloads and arguments as bytes.
 */
class Payloads {

	private static final byte[] EMPTY = {};

	private final JsonMapper mapper;

	Payloads(JsonMapper mapper) {
		this.mapper = mapper;
	}

	byte[] write(@Nullable Object payload) {
		if (payload == null) {
			return EMPTY;
		}
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		return (payload instanceof String text) ? text.getBytes(StandardCharsets.UTF_8)
				: this.mapper.writeValueAsBytes(payload);
	}

	byte[] writeArguments(@Nullable Object[] arguments) {
		return this.mapper.writeValueAsBytes(arguments);
	}

	/**
	 * Reads the arguments of a method.
	 * @throws UndeliverableException if they are not arguments of this method
	 */
	@Nullable Object[] readArguments(byte[] payload, Method method) {
		Type[] types = method.getGenericParameterTypes();
		try {
			JsonNode tree = this.mapper.readTree(payload);
			@Nullable Object[] arguments = new Object[types.length];
			for (int i = 0; i < types.length; i++) {
				arguments[i] = this.mapper.treeToValue(tree.get(i), this.mapper.constructType(types[i]));
			}
			return arguments;
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new UndeliverableException("The stored arguments do not fit " + method, ex);
		}
	}

}
