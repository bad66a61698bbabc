package io.github.resiliencestarter.http;

import java.net.URI;
import java.net.URISyntaxException;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * Request that is sent to another service instead of its target: the same path and query,
 * and the same port if there is one.
 */
class RedirectedRequest extends HttpRequestWrapper {

	private final URI uri;

	RedirectedRequest(HttpRequest request, String service) throws URISyntaxException {
		super(request);
		this.uri = redirected(request.getURI(), service);
	}

	private static URI redirected(URI uri, String service) throws URISyntaxException {
		String port = (uri.getPort() >= 0) ? ":" + uri.getPort() : "";
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		return new URI(uri.getScheme() + "://" + service + port + uri.getRawPath() + query);
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

}
