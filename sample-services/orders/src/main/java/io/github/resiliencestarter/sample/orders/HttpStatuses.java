package io.github.resiliencestarter.sample.orders;

import io.grpc.Status;
import io.grpc.StatusException;
import org.jspecify.annotations.Nullable;

import org.springframework.grpc.server.exception.GrpcExceptionHandler;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Handler of exceptions that have the status of an HTTP response, for calls over gRPC.
 */
@Component
class HttpStatuses implements GrpcExceptionHandler {

	@Override
	public @Nullable StatusException handleException(Throwable exception) {
		if (exception instanceof ResponseStatusException response) {
			return status(response.getStatusCode()).withDescription(response.getReason()).asException();
		}
		if (exception instanceof HttpClientErrorException.NotFound) {
			return Status.NOT_FOUND.withDescription("There is no such sku").asException();
		}
		return null;
	}

	private static Status status(HttpStatusCode code) {
		return switch (code.value()) {
			case 404 -> Status.NOT_FOUND;
			case 503 -> Status.UNAVAILABLE;
			default -> Status.UNKNOWN;
		};
	}

}
