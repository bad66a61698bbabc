package io.github.resiliencestarter.deadline;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Deadline of the current request, bound to the thread or, in reactive code, to the
 * Reactor context.
 * <p>
 * Micrometer's context propagation carries it to other threads under {@link #KEY}.
 */
public final class CurrentDeadline {

	/**
	 * Key in the Reactor context and name of the thread-local accessor.
	 */
	public static final String KEY = "io.github.resiliencestarter.deadline";

	// Shared by Micrometer's accessor and the callers
	private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

	private CurrentDeadline() {
	}

	/**
	 * Return the deadline bound to this thread.
	 * @return the deadline, or {@code null} if there is none
	 */
	public static @Nullable Deadline get() {
		return inForce(CURRENT.get());
	}

	/**
	 * Return the deadline of a Reactor context or, if it has none, of this thread.
	 * @param context the Reactor context
	 * @return the deadline, or {@code null} if there is none
	 */
	public static @Nullable Deadline get(ContextView context) {
		Deadline inContext = context.getOrDefault(KEY, null);
		return (inContext != null) ? inForce(inContext) : get();
	}

	private static @Nullable Deadline inForce(@Nullable Deadline deadline) {
		return (deadline != null && !deadline.isLifted()) ? deadline : null;
	}

	/**
	 * Bind a deadline to this thread until the scope is closed.
	 * @param deadline the deadline
	 * @return the scope, to be closed on the same thread
	 */
	public static Scope open(Deadline deadline) {
		Deadline previous = CURRENT.get();
		CURRENT.set(deadline);
		return () -> set(previous);
	}

	/**
	 * Add a deadline to a Reactor context.
	 * @param context the Reactor context
	 * @param deadline the deadline
	 * @return the context with it
	 */
	public static Context put(Context context, Deadline deadline) {
		return context.put(KEY, deadline);
	}

	static void set(@Nullable Deadline deadline) {
		if (deadline != null) {
			CURRENT.set(deadline);
		}
		else {
			CURRENT.remove();
		}
	}

	/**
	 * Binding of a deadline to a thread.
	 */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
