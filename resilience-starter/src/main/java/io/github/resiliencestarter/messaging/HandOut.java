package io.github.resiliencestarter.messaging;

import org.jspecify.annotations.Nullable;

import io.github.resiliencestarter.deadline.CurrentDeadline;

/**
 * Messages that a listener handles now, with their deadline on this thread.
 *
 * @param size the number of messages
 * @param scope the scope of the deadline, or {@code null} if there is none
 * @param end returns the messages
 */
record HandOut(int size, CurrentDeadline.@Nullable Scope scope, Runnable end) implements AutoCloseable {

	@Override
	public void close() {
		try {
			if (this.scope != null) {
				this.scope.close();
			}
		}
		finally {
			this.end.run();
		}
	}

}
