package io.github.resiliencestarter.http;

import java.net.URI;
import java.net.URISyntaxException;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * Request of Apache's client.
 */
class ApacheRequest extends LibraryRequest {

	private final ClassicHttpRequest request;

	private final URI uri;

	private final String target;

	ApacheRequest(ClassicHttpRequest request, @Nullable HttpHost host, @Nullable String target) {
		this.request = request;
		this.uri = uriOf(request);
		this.target = (target != null) ? target : hostOf(host, request);
		for (Header header : request.getHeaders()) {
			getHeaders().add(header.getName(), (header.getValue() != null) ? header.getValue() : "");
		}
	}

	private static URI uriOf(ClassicHttpRequest request) {
		try {
			return request.getUri();
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static String hostOf(@Nullable HttpHost host, ClassicHttpRequest request) {
		if (host != null) {
			return host.getHostName();
		}
		return (request.getAuthority() != null) ? request.getAuthority().getHostName() : request.getRequestUri();
	}

	/**
	 * Return the request of an attempt. Canceling the original cancels it.
	 * @param added the headers of the attempt
	 */
	ClassicHttpRequest with(HttpHeaders added) {
		HttpUriRequestBase result = new HttpUriRequestBase(this.request.getMethod(), this.uri);
		result.setVersion(this.request.getVersion());
		result.setHeaders(this.request.getHeaders());
		added.forEach((name, values) -> {
			if (!values.equals(getHeaders().get(name))) {
				values.forEach((value) -> result.setHeader(name, value));
			}
		});
		result.setEntity(this.request.getEntity());
		if (this.request instanceof Configurable configurable) {
			result.setConfig(configurable.getConfig());
		}
		if (this.request instanceof CancellableDependency cancellable) {
			cancellable.setDependency(result);
		}
		return result;
	}

	@Override
	public String target() {
		return this.target;
	}

	@Override
	public boolean isRepeatable() {
		return this.request.getEntity() == null || this.request.getEntity().isRepeatable();
	}

	@Override
	public boolean isCanceled() {
		return this.request instanceof CancellableDependency cancellable && cancellable.isCancelled();
	}

	@Override
	public HttpMethod getMethod() {
		return HttpMethod.valueOf(this.request.getMethod());
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

}
