package io.github.resiliencestarter.defaults;

import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A Resilience4j setting of an instance or a named configuration.
 *
 * @param key the last element of its key
 * @param reader reads the value, which is {@code null} if it is not set
 * @param writer sets the value
 * @param plain the value that Resilience4j uses if none is set; {@code null} for a
 * setting without a production default
 * @param <P> the type of the properties
 * @param <V> the type of the value
 */
record Setting<P, V>(String key, Function<P, @Nullable V> reader, BiConsumer<P, V> writer, @Nullable V plain) {

	@Nullable V value(P properties) {
		return this.reader.apply(properties);
	}

	boolean isSet(P properties) {
		return value(properties) != null;
	}

	void reset(P properties) {
		if (this.plain != null) {
			this.writer.accept(properties, this.plain);
		}
	}

	void copy(P from, P to) {
		V value = value(from);
		if (value != null) {
			this.writer.accept(to, value);
		}
	}

}
