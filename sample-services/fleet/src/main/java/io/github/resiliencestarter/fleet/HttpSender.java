package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;

/**
 * Sends requests over HTTP/1.1, on as many connections as necessary, and never retries.
 */
final class HttpSender implements Sender {

	private static final String POST = "POST ";

	private static final int WARM_UP_REQUESTS = 500;

	private final HttpClient client;

	private final URI uri;

	private final HttpRequest request;

	private final Duration patience;

	HttpSender(URI uri, Duration timeout) {
		this.patience = timeout;
		this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		this.uri = uri;
		this.request = HttpRequest.newBuilder(uri).timeout(timeout).build();
	}

	@Override
	public CompletableFuture<Outcome> send() {
		return this.client.sendAsync(this.request, BodyHandlers.discarding())
			.handle((response, failure) -> (failure == null) ? Outcome.ofStatus(response.statusCode())
					: Outcome.ofFailure(failure));
	}

	/**
	 * Sends a request for a path of the same server, and reads which instances took part.
	 * @param path the path to get, or {@code POST} and the path to post to
	 * @return the outcome; never fails
	 */
	CompletableFuture<Answer> ask(String path) {
		return this.client.sendAsync(request(path), BodyHandlers.ofString())
			.handle((response, failure) -> (failure == null) ? Answer.of(response.statusCode(), response.body())
					: Answer.without(Outcome.ofFailure(failure)))
			.completeOnTimeout(Answer.without(Outcome.TIMEOUT), this.patience.toMillis(), TimeUnit.MILLISECONDS);
	}

	private HttpRequest request(String path) {
		HttpRequest.Builder request = path.startsWith(POST)
				? HttpRequest.newBuilder(this.uri.resolve(path.substring(POST.length()))).POST(BodyPublishers.noBody())
				: HttpRequest.newBuilder(this.uri.resolve(path));
		return request.timeout(this.patience).build();
	}

	/**
	 * Warms up the client with requests to its own server, so that the first requests of
	 * the run do not measure class loading and compilation.
	 */
	static void warmUp() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", (exchange) -> {
				exchange.sendResponseHeaders(204, -1);
				exchange.close();
			});
			server.start();
			try {
				URI uri = URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
				HttpSender sender = new HttpSender(uri, Duration.ofSeconds(1));
				Stream.generate(sender::send).limit(WARM_UP_REQUESTS).forEach(CompletableFuture::join);
			}
			finally {
				server.stop(0);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
