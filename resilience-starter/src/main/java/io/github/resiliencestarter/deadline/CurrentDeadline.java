package io.github.resiliencestarter.deadline;

import io.github.resiliencestarter.context.ContextKey;
import io.github.resiliencestarter.context.ContextSlot;
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

	private static final ContextSlot<Deadline> CURRENT = new ContextSlot<>(ContextKey.DEADLINE);

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
		Deadline previous = CURRENT.replace(deadline);
		return () -> CURRENT.replace(previous);
	}

	/**
	 * Replace the deadline bound to this thread; the caller restores the previous one.
	 * @param deadline the deadline, or {@code null} for none
	 * @return the previous deadline, or {@code null} if there was none
	 */
	public static @Nullable Deadline replace(@Nullable Deadline deadline) {
		return CURRENT.replace(deadline);
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

	/**
	 * Binding of a deadline to a thread.
	 */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
