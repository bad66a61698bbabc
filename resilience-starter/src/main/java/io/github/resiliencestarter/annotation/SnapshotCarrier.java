package io.github.resiliencestarter.annotation;

import java.util.concurrent.Callable;

import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;

/**
 * Carrier that takes along what Micrometer's context propagation knows of too, such as
 * the trace.
 */
class SnapshotCarrier extends ContextCarrier {

	private final ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();

	@Override
	Callable<@Nullable Object> carrying(Callable<@Nullable Object> work) {
		return this.snapshots.captureAll().wrap(super.carrying(work));
	}

}
