package io.github.resiliencestarter.http;

import java.net.URI;
import java.util.List;
import java.util.Objects;

import feign.Request;
import feign.RequestTemplate;

import org.springframework.http.HttpMethod;

/**
 * Request of OpenFeign.
 */
class FeignRequest extends LibraryRequest {

	private final Request request;

	private final boolean repeatable;

	FeignRequest(Request request, boolean repeatable) {
		this.request = request;
		this.repeatable = repeatable;
		request.headers().forEach((name, values) -> getHeaders().addAll(name, List.copyOf(values)));
	}

	/**
	 * Return the name of the client, which is the name of the service if calls to it are
	 * load-balanced. A name that is a URL is replaced by its host.
	 */
	@Override
	public String target() {
		RequestTemplate template = this.request.requestTemplate();
		String name = (template != null && template.feignTarget() != null) ? template.feignTarget().name() : null;
		String target = (name == null || isUrl(name)) ? TargetName.of(getURI()) : name;
		return Objects.requireNonNullElse(target, this.request.url());
	}

	private static boolean isUrl(String name) {
		return name.isBlank() || name.indexOf('/') >= 0 || name.indexOf(':') >= 0;
	}

	@Override
	public boolean isRepeatable() {
		return this.repeatable;
	}

	@Override
	public boolean hasLastGoodAnswer() {
		return true;
	}

	@Override
	public CallerView view() {
		return new FeignCallerView(this.request);
	}

	@Override
	public HttpMethod getMethod() {
		return HttpMethod.valueOf(this.request.httpMethod().name());
	}

	@Override
	public URI getURI() {
		return URI.create(this.request.url());
	}

}
