package io.github.resiliencestarter.failure;

/**
 * Interface to be implemented by exceptions for calls, or retries, that were rejected
 * before they were sent. The cause, if any, is the failure of the last attempt.
 */
public interface RejectedCall {

	/**
	 * Returns whether the call was rejected because its deadline has expired, which is
	 * the fault of whichever target used up the time.
	 * @return whether the deadline has expired
	 */
	boolean isOutOfTime();

	/**
	 * Returns the rejection behind a failure of a gRPC stub, which knows only the status.
	 * @param failure the failure
	 * @return the rejection, or the failure itself if there is none
	 */
	static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		return (cause instanceof RejectedCall && GrpcFailures.isStatus(failure)) ? cause : failure;
	}

}
