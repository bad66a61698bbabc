package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import feign.FeignException;
import feign.MethodMetadata;
import feign.Request;
import feign.RequestTemplate;
import feign.Response;
import feign.RetryableException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * {@link CallerView} of OpenFeign, without an error decoder of the user, which may need
 * the body.
 *
 * @param request the request
 */
record FeignCallerView(Request request) implements CallerView {

	@Override
	public Throwable ofResponse(HttpStatusCode status, HttpHeaders headers) {
		Map<String, Collection<String>> values = new LinkedHashMap<>();
		headers.forEach(values::put);
		Response response = Response.builder()
			.status(status.value())
			.reason(CallerView.textOf(status))
			.headers(values)
			.request(this.request)
			.build();
		return FeignException.errorStatus(method(), response);
	}

	@Override
	public Throwable ofError(Throwable error) {
		return (error instanceof IOException)
				? new RetryableException(-1, error.getMessage() + " executing " + method(), this.request.httpMethod(),
						error, (Long) null, this.request)
				: error;
	}

	private String method() {
		RequestTemplate template = this.request.requestTemplate();
		MethodMetadata metadata = (template != null) ? template.methodMetadata() : null;
		return (metadata != null) ? metadata.configKey() : this.request.httpMethod().name();
	}

}
