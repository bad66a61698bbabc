package io.github.resiliencestarter.deadline;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Accessor with which Micrometer's context propagation carries the deadline to other
 * threads.
 */
class DeadlineThreadLocalAccessor implements ThreadLocalAccessor<Deadline> {

	@Override
	public Object key() {
		return CurrentDeadline.KEY;
	}

	@Override
	public @Nullable Deadline getValue() {
		return CurrentDeadline.get();
	}

	@Override
	public void setValue(Deadline value) {
		CurrentDeadline.replace(value);
	}

	@Override
	public void setValue() {
		CurrentDeadline.replace(null);
	}

}
