package io.github.resiliencestarter.annotation;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Thread-pool bulkhead around a method that returns its result directly. The caller waits
 * for the result unless the method returns a future.
 *
 * @param bulkhead the bulkhead
 * @param threads carries the context of the caller
 * @param next the layer that the threads run
 */
record ThreadPoolLayer(ThreadPoolBulkhead bulkhead, AnnotationThreads threads, Layer next) implements Layer {

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		boolean returnsFuture = invocation.getMethod().getReturnType() == Future.class;
		Callable<@Nullable Object> work = OtherThread.task(this.next, RetryLayer.attempt(invocation));
		CompletableFuture<@Nullable Object> result = this.bulkhead
			.submit(this.threads.carrying(returnsFuture ? () -> ((Future<?>) work.call()).get() : work))
			.toCompletableFuture();
		if (returnsFuture) {
			return (Object) result;
		}
		try {
			return result.get();
		}
		catch (ExecutionException ex) {
			throw OtherThread.cause(ex);
		}
		catch (InterruptedException ex) {
			result.cancel(true);
			throw OtherThread.interrupted(ex);
		}
	}

}
