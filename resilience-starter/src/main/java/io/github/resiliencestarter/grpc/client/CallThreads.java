package io.github.resiliencestarter.grpc.client;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.github.resiliencestarter.context.CallContext;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.guard.Attempt;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Threads of one call, and what is bound to the thread of its caller. A retry begins on
 * the executor of the call: with a blocking stub, the thread of the caller.
 */
final class CallThreads {

	private final Executor executor;

	private final Thread caller = Thread.currentThread();

	private final Context grpcContext = Context.current();

	private final CallContext context = CallContext.capture();

	private final ObservationRegistry observations;

	private final @Nullable Observation observation;

	CallThreads(GrpcGuard guard, CallOptions options) {
		Executor own = options.getExecutor();
		this.executor = (own != null) ? own : guard.workers();
		this.observations = guard.observations();
		this.observation = this.observations.getCurrentObservation();
	}

	Context grpcContext() {
		return this.grpcContext;
	}

	/**
	 * Runs a task on the executor of the call.
	 */
	void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The application stops: any thread is better than a caller that waits
			// forever
			task.run();
		}
	}

	/**
	 * Begins an attempt: at once if it is the first, otherwise on the executor.
	 */
	void begin(Attempt attempt, Runnable task) {
		if (attempt.number() > 1) {
			execute(() -> asCaller(attempt, task));
		}
		else if (Thread.currentThread() != this.caller) {
			asCaller(attempt, task);
		}
		else {
			within(attempt, task);
		}
	}

	private void asCaller(Attempt attempt, Runnable task) {
		this.grpcContext.run(() -> inContext(attempt, task));
	}

	private void inContext(Attempt attempt, Runnable task) {
		try {
			this.context.call(() -> {
				observed(attempt, task);
				return true;
			});
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void observed(Attempt attempt, Runnable task) {
		Observation observation = this.observation;
		if (observation == null || observation == this.observations.getCurrentObservation()) {
			within(attempt, task);
		}
		else {
			observation.scoped(() -> within(attempt, task));
		}
	}

	// For the calls of other interceptors, for example to fetch a token
	private static void within(Attempt attempt, Runnable task) {
		Deadline outer = CurrentDeadline.replace(attempt.deadlineOfCallsWithin());
		try {
			task.run();
		}
		finally {
			CurrentDeadline.replace(outer);
		}
	}

}
