package io.github.resiliencestarter.grpc.server;

import java.time.Duration;
import java.util.Locale;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;

/**
 * Error details of a rejected call, in the types that gRPC's error model has for them.
 */
class RejectionDetails implements RejectionTrailers {

	static final String DOMAIN = "resilience-starter";

	private static final Duration SHORTLY = Duration.ofSeconds(1);

	@Override
	public Metadata of(Rejection rejection, Status status) {
		ErrorInfo info = ErrorInfo.newBuilder()
			.setDomain(DOMAIN)
			.setReason(rejection.reason().toUpperCase(Locale.ROOT))
			.putMetadata("target", rejection.target())
			.build();
		Duration retryAfter = (rejection.retryAfter() != null) ? rejection.retryAfter() : SHORTLY;
		RetryInfo retry = RetryInfo.newBuilder()
			.setRetryDelay(com.google.protobuf.Duration.newBuilder()
				.setSeconds(retryAfter.getSeconds())
				.setNanos(retryAfter.getNano()))
			.build();
		Metadata trailers = StatusProto
			.toStatusException(com.google.rpc.Status.newBuilder()
				.setCode(status.getCode().value())
				.setMessage(rejection.detail())
				.addDetails(Any.pack(info))
				.addDetails(Any.pack(retry))
				.build())
			.getTrailers();
		return (trailers != null) ? trailers : new Metadata();
	}

}
