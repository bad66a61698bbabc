package io.github.resiliencestarter.guard;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * End of a call whose failure may be compensated for: the call is reported once, when the
 * guard has ended it and it is known what the caller gets. Both come in any order and
 * from any thread.
 */
public final class CallEnd {

	private boolean decided;

	private @Nullable CallResult compensation;

	private @Nullable Runnable waiting;

	/**
	 * Decides that the result of the guard is what the caller gets.
	 */
	public void asReached() {
		decide(null);
	}

	/**
	 * Decides that the caller gets something else instead of the failure.
	 * @param result the result to report
	 */
	public void compensatedBy(CallResult result) {
		decide(result);
	}

	private void decide(@Nullable CallResult result) {
		Runnable waiting;
		synchronized (this) {
			if (this.decided) {
				return;
			}
			this.decided = true;
			this.compensation = result;
			waiting = this.waiting;
		}
		if (waiting != null) {
			waiting.run();
		}
	}

	/**
	 * Ends the call.
	 * @param result the result of the guard
	 * @param report reports the result
	 */
	void reached(CallResult result, Consumer<CallResult> report) {
		synchronized (this) {
			if (!this.decided) {
				this.waiting = () -> report.accept((this.compensation != null) ? this.compensation : result);
				return;
			}
		}
		report.accept((this.compensation != null) ? this.compensation : result);
	}

}
