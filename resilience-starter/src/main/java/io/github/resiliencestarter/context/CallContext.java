package io.github.resiliencestarter.context;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * Values that follow a call to another thread, captured on the thread of the caller.
 * Immutable.
 */
public final class CallContext {

	private static final ContextKey[] KEYS = ContextKey.values();

	/**
	 * Values of a thread, by the ordinal number of their key. Changed by the slots of the
	 * thread only.
	 */
	static final ThreadLocal<@Nullable Object @Nullable []> CURRENT = new ThreadLocal<>();

	private static final CallContext EMPTY = new CallContext(new @Nullable Object[KEYS.length]);

	private final @Nullable Object[] values;

	private CallContext(@Nullable Object[] values) {
		this.values = values;
	}

	/**
	 * Captures the values of this thread that follow a call.
	 * @return the values
	 */
	public static CallContext capture() {
		@Nullable Object[] current = CURRENT.get();
		return (current != null) ? new CallContext(carried(current, new @Nullable Object[KEYS.length])) : EMPTY;
	}

	/**
	 * Runs work with exactly the captured values, even if this thread has others, which
	 * are restored in the end. What belongs to the thread stays.
	 * @param <T> the type of the result
	 * @param work the work
	 * @return its result
	 * @throws Exception if the work fails
	 */
	public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
		@Nullable Object[] previous = CURRENT.get();
		if (previous == null && this == EMPTY) {
			return work.call();
		}
		@Nullable Object[] within = carried(this.values,
				(previous != null) ? previous.clone() : new @Nullable Object[KEYS.length]);
		try {
			bind(isEmpty(within) ? null : within);
			return work.call();
		}
		finally {
			bind(previous);
		}
	}

	/**
	 * Fills missing values with those of another context.
	 * @param other the other context
	 * @return the combined values
	 */
	public CallContext orElse(CallContext other) {
		if (this == EMPTY) {
			return other;
		}
		@Nullable Object[] combined = this.values.clone();
		for (int index = 0; index < combined.length; index++) {
			if (combined[index] == null) {
				combined[index] = other.values[index];
			}
		}
		return new CallContext(combined);
	}

	@SuppressWarnings("EnumOrdinal") // An index within this process only
	private static @Nullable Object[] carried(@Nullable Object[] from, @Nullable Object[] to) {
		for (ContextKey key : KEYS) {
			if (key.isCarried()) {
				to[key.ordinal()] = from[key.ordinal()];
			}
		}
		return to;
	}

	static void begin(int index, Object value) {
		@Nullable Object[] values = new @Nullable Object[KEYS.length];
		values[index] = value;
		CURRENT.set(values);
	}

	static void removeIfEmpty(@Nullable Object[] values) {
		if (isEmpty(values)) {
			CURRENT.remove();
		}
	}

	private static boolean isEmpty(@Nullable Object[] values) {
		for (Object value : values) {
			if (value != null) {
				return false;
			}
		}
		return true;
	}

	private static void bind(@Nullable Object @Nullable [] values) {
		if (values != null) {
			CURRENT.set(values);
		}
		else {
			CURRENT.remove();
		}
	}

}
