package io.github.resiliencestarter.outbox;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/**
 * {@link OutboxTransport} for HTTP requests, through the guard of the target. The
 * destination is a method and a path.
 */
class HttpTransport implements OutboxTransport {

	private static final Pattern DESTINATION = Pattern.compile("(POST|PUT|PATCH|DELETE) (/.*)");

	private final Map<String, Client> clients = new ConcurrentHashMap<>();

	private final Function<String, Client> factory;

	/**
	 * Creates the transport.
	 * @param factory creates the client of a target
	 */
	HttpTransport(Function<String, Client> factory) {
		this.factory = factory;
	}

	@Override
	public boolean supports(String destination) {
		return DESTINATION.matcher(destination).matches();
	}

	@Override
	public void deliver(Delivery delivery) {
		Matcher destination = DESTINATION.matcher(delivery.destination());
		if (!destination.matches()) {
			throw new UndeliverableException("Not an HTTP destination: " + delivery.destination(), null);
		}
		Client client = this.clients.computeIfAbsent(delivery.target(), this.factory);
		RestClient.RequestBodySpec request = client.restClient()
			.method(HttpMethod.valueOf(destination.group(1)))
			.uri(uri(client.baseUrl() + destination.group(2)))
			.headers((headers) -> addHeaders(headers, delivery));
		if (delivery.payload().length > 0) {
			request.body(delivery.payload());
		}
		request.retrieve().toBodilessEntity();
	}

	private static URI uri(String uri) {
		try {
			return URI.create(uri);
		}
		catch (IllegalArgumentException ex) {
			throw new UndeliverableException("Not a valid URI: " + uri, ex);
		}
	}

	private static void addHeaders(HttpHeaders headers, Delivery delivery) {
		if (delivery.payload().length > 0) {
			headers.setContentType(MediaType.APPLICATION_JSON);
		}
		delivery.headers().forEach(headers::set);
	}

	/**
	 * Client of a target.
	 *
	 * @param restClient the guarded client
	 * @param baseUrl the base URL
	 */
	record Client(RestClient restClient, String baseUrl) {

	}

}
