package io.github.resiliencestarter.http;

import java.net.URI;
import java.util.Collection;

import io.github.resiliencestarter.failure.NoInstanceException;

import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Exchange of Spring Cloud Gateway on the servlet stack that guards the target of a
 * route. Where the route is load-balanced, each attempt chooses an instance of its own.
 */
class RoutedProxyExchange implements ProxyExchange {

	private final ProxyExchange direct;

	private final ProxyExchange balanced;

	/**
	 * Create an exchange.
	 * @param direct sends requests to hosts
	 * @param balanced sends requests to services
	 */
	RoutedProxyExchange(ProxyExchange direct, ProxyExchange balanced) {
		this.direct = direct;
		this.balanced = balanced;
	}

	@Override
	public ServerResponse exchange(Request request) {
		String service = RoutedLoadBalancer.take(request.getServerRequest().attributes());
		URI uri = request.getUri();
		if (service == null || uri == null) {
			return this.direct.exchange(request);
		}
		try {
			return this.balanced.exchange(new ServiceRequest(request,
					UriComponentsBuilder.fromUri(uri).scheme("http").host(service).port(null).build(true).toUri()));
		}
		catch (NoInstanceException ex) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "No instance of '" + service + "'", ex);
		}
	}

	/**
	 * Request to a service.
	 *
	 * @param request the request to the instance that the gateway has chosen
	 * @param getUri the same URI with the name of the service
	 */
	private record ServiceRequest(Request request, URI getUri) implements Request {

		@Override
		public HttpMethod getMethod() {
			return this.request.getMethod();
		}

		@Override
		public ServerRequest getServerRequest() {
			return this.request.getServerRequest();
		}

		@Override
		public Collection<ResponseConsumer> getResponseConsumers() {
			return this.request.getResponseConsumers();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.request.getHeaders();
		}

	}

}
