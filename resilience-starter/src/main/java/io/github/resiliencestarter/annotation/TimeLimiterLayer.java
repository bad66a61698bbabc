package io.github.resiliencestarter.annotation;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.resilience4j.timelimiter.TimeLimiter;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Time limiter around a method that returns its result directly. Another thread runs the
 * method with the context of the caller, and is interrupted when the time limit is
 * exceeded unless {@code cancel-running-future} is {@code false}.
 *
 * @param limiter the time limiter
 * @param threads the threads that run methods
 * @param next the layer that is limited
 */
record TimeLimiterLayer(TimeLimiter limiter, AnnotationThreads threads, Layer next) implements Layer {

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		FutureTask<@Nullable Object> work = new FutureTask<>(
				this.threads.carrying(OtherThread.task(this.next, RetryLayer.attempt(invocation))));
		this.threads.execute(work);
		try {
			Object result = work.get(this.limiter.getTimeLimiterConfig().getTimeoutDuration().toNanos(),
					TimeUnit.NANOSECONDS);
			this.limiter.onSuccess();
			return result;
		}
		catch (TimeoutException ex) {
			throw timedOut(work, ex);
		}
		catch (ExecutionException ex) {
			this.limiter.onError(OtherThread.cause(ex));
			throw OtherThread.cause(ex);
		}
		catch (InterruptedException ex) {
			work.cancel(true);
			throw OtherThread.interrupted(ex);
		}
	}

	private TimeoutException timedOut(FutureTask<?> work, TimeoutException cause) {
		TimeoutException named = TimeLimiter.createdTimeoutExceptionWithName(this.limiter.getName(), cause);
		this.limiter.onError(named);
		if (this.limiter.getTimeLimiterConfig().shouldCancelRunningFuture()) {
			work.cancel(true);
		}
		return named;
	}

}
