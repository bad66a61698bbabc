package io.github.resiliencestarter.annotation;

import java.util.function.UnaryOperator;

import io.github.resiliencestarter.annotation.AnnotationThreads.Handler;
import io.github.resiliencestarter.context.CallContext;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;

import reactor.util.context.ContextView;

/**
 * Context of the fallbacks of a publisher: that of its subscriber, and that of the caller
 * of the method where the subscriber has none.
 *
 * @param threads carries the context
 * @param caller the caller's deadline and enclosing instances
 * @param callers binds handlers to the caller's context
 */
record SubscriberContext(AnnotationThreads threads, CallContext caller, UnaryOperator<Handler> callers) {

	/**
	 * Capture the context of the caller.
	 */
	static SubscriberContext capture(AnnotationThreads threads) {
		return new SubscriberContext(threads, CallContext.capture(), threads.carryingHandlers());
	}

	/**
	 * Bind a handler to the context of the subscriber, on whose thread this is called.
	 */
	Handler carrying(ContextView context, Handler handler) {
		Deadline deadline = CurrentDeadline.get(context);
		try {
			return this.callers.apply(CallContext.capture()
				.orElse(this.caller)
				.call(() -> (deadline != null) ? within(deadline, handler) : this.threads.carryingHandler(handler)));
		}
		catch (Exception ex) {
			throw OtherThread.sneaky(ex);
		}
	}

	private Handler within(Deadline deadline, Handler handler) {
		CurrentDeadline.Scope scope = CurrentDeadline.open(deadline);
		try {
			return this.threads.carryingHandler(handler);
		}
		finally {
			scope.close();
		}
	}

}
