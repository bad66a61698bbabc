package io.github.resiliencestarter.http;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Guarded reactive calls that the filters of a request make, for example to fetch a
 * token. Their failures look like failures of the request, but its target did not cause
 * them.
 */
final class CallsWithin {

	private static final String KEY = CallsWithin.class.getName();

	private static final int MOST_CAUSES = 8;

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	/**
	 * Add this object to the context that the filters see.
	 */
	Context put(Context context) {
		return context.put(KEY, this);
	}

	/**
	 * Record that a call has failed.
	 * @param context the context of the caller
	 */
	static void failed(ContextView context, Throwable failure) {
		CallsWithin calls = context.getOrDefault(KEY, null);
		if (calls != null) {
			calls.failure.set(failure);
		}
	}

	/**
	 * Return whether an error is the failure of a nested call or is caused by one.
	 */
	boolean haveFailedWith(Throwable error) {
		Throwable known = this.failure.get();
		Throwable cause = error;
		for (int depth = 0; known != null && cause != null && depth < MOST_CAUSES; depth++) {
			if (cause == known) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
