package io.github.resiliencestarter.context;

import org.jspecify.annotations.Nullable;

/**
 * Typed access to one value of the calling thread. The only thread-local of the starter
 * holds the values of all slots; it is removed as soon as none of them has a value.
 *
 * @param <T> the type of the value
 */
public final class ContextSlot<T> {

	private final int index;

	/**
	 * Creates access to a value. Each key has one slot, and so one type.
	 * @param key the key of the value
	 */
	@SuppressWarnings("EnumOrdinal") // An index within this process only
	public ContextSlot(ContextKey key) {
		this.index = key.ordinal();
	}

	/**
	 * Returns the value of this thread.
	 * @return the value, or {@code null} if there is none
	 */
	@SuppressWarnings("unchecked")
	public @Nullable T get() {
		@Nullable Object[] values = CallContext.CURRENT.get();
		return (values != null) ? (T) values[this.index] : null;
	}

	/**
	 * Replaces the value of this thread. The caller restores the previous value when its
	 * work is done.
	 * @param value the value, or {@code null} for none
	 * @return the previous value, or {@code null} if there was none
	 */
	@SuppressWarnings("unchecked")
	public @Nullable T replace(@Nullable T value) {
		@Nullable Object[] values = CallContext.CURRENT.get();
		if (values == null) {
			if (value != null) {
				CallContext.begin(this.index, value);
			}
			return null;
		}
		T previous = (T) values[this.index];
		values[this.index] = value;
		if (value == null) {
			CallContext.removeIfEmpty(values);
		}
		return previous;
	}

}
