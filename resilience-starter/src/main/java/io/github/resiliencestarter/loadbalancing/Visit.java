package io.github.resiliencestarter.loadbalancing;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * One attempt at one instance, from the choice of the instance to the beginning of its
 * answer. Ends once, whatever comes later; safe for use by many threads.
 */
public final class Visit {

	private final Target target;

	private final Instance instance;

	private final long start;

	private final AtomicReference<@Nullable Result> result = new AtomicReference<>();

	Visit(Target target, Instance instance, long start) {
		this.target = target;
		this.instance = instance;
		this.start = start;
	}

	Instance instance() {
		return this.instance;
	}

	long start() {
		return this.start;
	}

	void end(Result result) {
		if (this.result.compareAndSet(null, result)) {
			this.target.ended(this, result);
		}
	}

	/**
	 * Say that the attempt has failed after all: it was given up because its time was up,
	 * or its answer has broken off.
	 */
	public void failedAfterAll() {
		end(Result.GIVEN_UP);
		if (this.result.compareAndSet(Result.GIVEN_UP, Result.FAILED)
				|| this.result.compareAndSet(Result.ANSWERED, Result.FAILED)) {
			this.target.judge(this, Result.FAILED);
		}
	}

	/**
	 * Return where the attempt has gone.
	 * @return host and port
	 */
	public String address() {
		return this.instance.address().toString();
	}

	/**
	 * Return whether another instance of the target is sound: available, and not failing
	 * call after call.
	 * @return whether there is one
	 */
	public boolean isAnotherSound() {
		return this.target.hasSoundBut(this.instance);
	}

	/**
	 * Return whether the instance rather than the target is to blame, if the attempt has
	 * failed: the instance was not even reached, or has been ejected by now.
	 * @return whether the instance is to blame
	 */
	public boolean isInstanceAtFault() {
		return this.result.get() == Result.UNREACHABLE || this.instance.ejected() != null;
	}

}
