package io.github.resiliencestarter.context;

import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;

/**
 * Carrier that also carries everything that Micrometer's context propagation knows, such
 * as the trace.
 */
class SnapshotCarrier extends ContextCarrier {

	private final ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();

	@Override
	public UnaryOperator<Callable<@Nullable Object>> capture() {
		ContextSnapshot snapshot = this.snapshots.captureAll();
		UnaryOperator<Callable<@Nullable Object>> context = super.capture();
		return (work) -> snapshot.wrap(context.apply(work));
	}

}
