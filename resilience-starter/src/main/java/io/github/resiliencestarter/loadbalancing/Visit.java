package io.github.resiliencestarter.loadbalancing;

import java.util.concurrent.atomic.AtomicReference;

import io.github.resiliencestarter.failure.Place;
import org.jspecify.annotations.Nullable;

/**
 * Attempt at one instance, from the choice of the instance to the beginning of the
 * response. Only its first end counts. Safe for use by many threads.
 */
public final class Visit implements Place {

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

	boolean isUnreachable() {
		return this.result.get() == Result.UNREACHABLE;
	}

	void end(Result result) {
		if (this.result.compareAndSet(null, result)) {
			this.target.ended(this, result);
		}
	}

	/**
	 * Records that the attempt has failed after all: it timed out, or its response broke
	 * off.
	 */
	public void failedAfterAll() {
		end(Result.GIVEN_UP);
		if (this.result.compareAndSet(Result.GIVEN_UP, Result.FAILED)
				|| this.result.compareAndSet(Result.ANSWERED, Result.FAILED)) {
			this.target.judge(this, Result.FAILED);
		}
	}

	/**
	 * Returns the address that the attempt has gone to.
	 * @return host and port
	 */
	@Override
	public String name() {
		return this.instance.address().toString();
	}

	/**
	 * Returns whether another instance of the target is available and healthy.
	 * @return whether there is one
	 */
	@Override
	public boolean isAnotherSound() {
		return this.target.hasSoundBut(this.instance);
	}

	/**
	 * Returns whether the instance rather than the target is to blame, if the attempt has
	 * failed: the instance could not be reached, or has been ejected since.
	 * @return whether the instance is to blame
	 */
	@Override
	public boolean isAtFault() {
		return isUnreachable() || this.instance.ejected() != null;
	}

}
