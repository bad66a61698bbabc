package io.github.resiliencestarter.grpc.server;

import io.grpc.Metadata;
import io.grpc.Status;

/**
 * Trailers of a rejected call.
 */
@FunctionalInterface
interface RejectionTrailers {

	/**
	 * Returns the trailers with the facts of a rejection.
	 * @param rejection the rejection
	 * @param status the status of the response
	 * @return the trailers
	 */
	Metadata of(Rejection rejection, Status status);

}
