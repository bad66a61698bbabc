package io.github.resiliencestarter.guard;

import java.util.function.Supplier;

import io.github.resiliencestarter.context.ContextKey;
import io.github.resiliencestarter.context.ContextSlot;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Resilience4j instances that an annotation has already put around the running code. The
 * guard of a client skips them so that no call counts twice. Immutable; bound to the
 * thread or to the Reactor context.
 *
 * @param kind the kind of the innermost instance
 * @param name the name of the innermost instance
 * @param outer the instances around it, or {@code null}
 */
public record Enclosing(Kind kind, String name, @Nullable Enclosing outer) {

	private static final ContextSlot<Enclosing> CURRENT = new ContextSlot<>(ContextKey.ENCLOSING);

	static final String KEY = "io.github.resiliencestarter.enclosing";

	/**
	 * Kind of a Resilience4j instance.
	 */
	public enum Kind {

		/**
		 * Circuit breaker.
		 */
		BREAKER,

		/**
		 * Retry.
		 */
		RETRY,

		/**
		 * Semaphore bulkhead.
		 */
		BULKHEAD

	}

	/**
	 * Returns the instances around the code that this thread runs.
	 * @return the innermost instance, or {@code null} if there is none
	 */
	public static @Nullable Enclosing current() {
		return CURRENT.get();
	}

	/**
	 * Returns the instances in a Reactor context, or else those of this thread.
	 * @param context the Reactor context
	 * @return the innermost instance, or {@code null} if there is none
	 */
	public static @Nullable Enclosing current(ContextView context) {
		Enclosing inContext = context.getOrDefault(KEY, null);
		return (inContext != null) ? inContext : current();
	}

	static boolean has(@Nullable Enclosing innermost, @Nullable Kind kind, String name) {
		for (Enclosing each = innermost; each != null; each = each.outer) {
			if (each.kind == kind && each.name.equals(name)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns these instances nested within others.
	 * @param others the innermost of the others, or {@code null} if there are none
	 * @return the innermost of all
	 */
	public Enclosing within(@Nullable Enclosing others) {
		if (others == null) {
			return this;
		}
		return new Enclosing(this.kind, this.name, (this.outer != null) ? this.outer.within(others) : others);
	}

	/**
	 * Runs code within these instances.
	 * @param work the code
	 * @return its result
	 * @throws Throwable what it throws
	 */
	public @Nullable Object around(Work work) throws Throwable {
		Enclosing previous = CURRENT.replace(this);
		try {
			return work.run();
		}
		finally {
			CURRENT.replace(previous);
		}
	}

	/**
	 * Runs code within these instances.
	 * @param work the code
	 * @param <T> the type of its result
	 * @return its result
	 */
	public <T> T supply(Supplier<T> work) {
		Enclosing previous = CURRENT.replace(this);
		try {
			return work.get();
		}
		finally {
			CURRENT.replace(previous);
		}
	}

	/**
	 * Runs code within the given instances instead of those of this thread.
	 * @param enclosing the innermost instance, or {@code null} for none
	 * @param work the code
	 */
	public static void run(@Nullable Enclosing enclosing, Runnable work) {
		Enclosing previous = CURRENT.replace(enclosing);
		try {
			work.run();
		}
		finally {
			CURRENT.replace(previous);
		}
	}

	/**
	 * Adds these instances to a Reactor context.
	 * @param context the Reactor context
	 * @return the context with these instances
	 */
	public Context put(Context context) {
		return context.put(KEY, this);
	}

	/**
	 * Code that runs within instances.
	 */
	@FunctionalInterface
	public interface Work {

		/**
		 * Runs it.
		 * @return its result
		 * @throws Throwable if it fails
		 */
		@Nullable Object run() throws Throwable;

	}

}
