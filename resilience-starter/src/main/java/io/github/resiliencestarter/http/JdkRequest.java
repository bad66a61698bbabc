package io.github.resiliencestarter.http;

import java.net.URI;
import java.net.http.HttpRequest;

import io.github.resiliencestarter.failure.AttemptedRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * Request of the JDK's client.
 */
class JdkRequest extends LibraryRequest implements AttemptedRequest {

	// Publishers whose content the JDK does not know
	private static final String ADAPTER = "PublisherAdapter";

	private final HttpRequest request;

	private final String target;

	JdkRequest(HttpRequest request, @Nullable String target) {
		this.request = request;
		this.target = (target != null) ? target : hostOf(request);
		request.headers().map().forEach(getHeaders()::addAll);
	}

	private static String hostOf(HttpRequest request) {
		String host = TargetName.of(request.uri());
		return (host != null) ? host : request.uri().toString();
	}

	/**
	 * Return the request of an attempt.
	 * @param added the headers of the attempt
	 */
	HttpRequest with(HttpHeaders added) {
		HttpRequest.Builder builder = HttpRequest.newBuilder(this.request, (name, value) -> true);
		added.forEach((name, values) -> {
			if (!values.equals(this.request.headers().allValues(name))) {
				values.forEach((value) -> builder.setHeader(name, value));
			}
		});
		return builder.build();
	}

	@Override
	public String target() {
		return this.target;
	}

	@Override
	public boolean isRepeatable() {
		return this.request.bodyPublisher().map(JdkRequest::isRepeatable).orElse(true);
	}

	// A stream, for example, has no length
	private static boolean isRepeatable(HttpRequest.BodyPublisher body) {
		return body.contentLength() >= 0 && !body.getClass().getName().endsWith(ADAPTER);
	}

	@Override
	public boolean isBodyRepeatable() {
		return isRepeatable();
	}

	@Override
	public boolean isIdempotent() {
		return Idempotency.test(getMethod(), getHeaders());
	}

	@Override
	public HttpMethod getMethod() {
		return HttpMethod.valueOf(this.request.method());
	}

	@Override
	public URI getURI() {
		return this.request.uri();
	}

}
