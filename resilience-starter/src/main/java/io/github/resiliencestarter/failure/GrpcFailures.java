package io.github.resiliencestarter.failure;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;

import org.springframework.util.ClassUtils;

/**
 * Reader of the exceptions of gRPC, which is optional; without it, there are none.
 */
final class GrpcFailures {

	private static final boolean PRESENT = ClassUtils.isPresent("io.grpc.StatusRuntimeException",
			GrpcFailures.class.getClassLoader());

	private GrpcFailures() {
	}

	/**
	 * Returns whether an exception is the status of a gRPC call.
	 */
	static boolean isStatus(Throwable failure) {
		return PRESENT && Reader.isStatus(failure);
	}

	/**
	 * Returns whether an exception is the failure of an attempt, as opposed to that of a
	 * call within it.
	 */
	static boolean isAttempt(Throwable failure) {
		return PRESENT && Reader.isAttempt(failure);
	}

	/**
	 * Returns whether an exception says that a called service has failed.
	 */
	static boolean isFailedCall(Throwable failure) {
		return isStatus(failure) && RpcStatuses.isFailure(RpcStatuses.statusOf(failure));
	}

	/**
	 * Separate class because it cannot be loaded without gRPC.
	 */
	private static final class Reader {

		static boolean isStatus(Throwable failure) {
			return failure instanceof StatusRuntimeException || failure instanceof StatusException;
		}

		static boolean isAttempt(Throwable failure) {
			return failure instanceof RpcFailure;
		}

	}

}
