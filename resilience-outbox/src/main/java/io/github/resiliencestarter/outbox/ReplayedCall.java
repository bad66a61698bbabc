package io.github.resiliencestarter.outbox;

import org.jspecify.annotations.Nullable;

/**
 * Stored call that this thread is about to make, so that it is not stored again.
 */
final class ReplayedCall {

	private static final ThreadLocal<@Nullable String> CURRENT = new ThreadLocal<>();

	private ReplayedCall() {
	}

	static void begin(String destination) {
		CURRENT.set(destination);
	}

	/**
	 * Returns whether a call is the one that is being made. Only the first such call is:
	 * further ones come from its code.
	 */
	static boolean take(String destination) {
		if (!destination.equals(CURRENT.get())) {
			return false;
		}
		CURRENT.remove();
		return true;
	}

	static void end() {
		CURRENT.remove();
	}

}
