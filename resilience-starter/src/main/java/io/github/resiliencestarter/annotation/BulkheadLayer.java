package io.github.resiliencestarter.annotation;

import io.github.resilience4j.bulkhead.Bulkhead;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Bulkhead around a method that returns its result directly.
 *
 * @param bulkhead the bulkhead
 * @param next the layer inside this one
 */
record BulkheadLayer(Bulkhead bulkhead, Layer next) implements Layer {

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		this.bulkhead.acquirePermission();
		try {
			return this.next.call(invocation);
		}
		finally {
			this.bulkhead.onComplete();
		}
	}

}
