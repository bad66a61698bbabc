package io.github.resiliencestarter.failure;

/**
 * Interface to be implemented by exceptions that say that a call, or a retry of it, was
 * rejected before it was sent. The cause, if there is one, is how the last attempt
 * failed.
 */
public interface RejectedCall {

	/**
	 * Return whether the call was rejected because its time had run out, which is the
	 * fault of whoever used it up.
	 * @return whether the deadline has expired
	 */
	boolean isOutOfTime();

}
