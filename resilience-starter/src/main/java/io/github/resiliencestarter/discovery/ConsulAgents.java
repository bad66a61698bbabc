package io.github.resiliencestarter.discovery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.cloud.consul.ConsulAutoConfiguration.ConsulClientSettings;
import org.springframework.cloud.consul.ConsulClient;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.model.http.ConsulHeaders;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * HTTP client of one or more Consul agents; if one fails, the next one is used. No thread
 * waits for a response.
 */
public final class ConsulAgents {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	private static final int MAX_REASON = 200;

	private static final int MAX_BODY = 32 * 1024 * 1024;

	private static final String FILTERED = "X-Consul-Results-Filtered-By-ACLs";

	private final List<URI> addresses;

	private final @Nullable String token;

	private final Timer timer;

	private final Executor executor;

	private final Supplier<HttpClient> client;

	private final AtomicInteger current = new AtomicInteger();

	ConsulAgents(List<URI> addresses, @Nullable String token, Supplier<@Nullable SSLContext> ssl, Timer timer,
			Executor executor) {
		this.addresses = List.copyOf(addresses);
		this.token = token;
		this.timer = timer;
		this.executor = executor;
		this.client = SingletonSupplier.of(() -> client(ssl.get(), executor));
	}

	/**
	 * Create a client with the TLS settings and the token of Spring Cloud Consul.
	 * @param addresses the base URLs of the agents
	 * @param settings the settings of Spring Cloud's client
	 * @param discovery the settings that contain the token
	 * @param threads the threads for timeouts and callbacks
	 * @return the client
	 */
	public static ConsulAgents of(List<URI> addresses, ConsulClientSettings settings,
			ConsulDiscoveryProperties discovery, DiscoveryThreads threads) {
		String token = StringUtils.hasText(discovery.getAclToken()) ? discovery.getAclToken() : null;
		return new ConsulAgents(addresses, token, () -> sslContext(settings), threads, threads.workers());
	}

	private static @Nullable SSLContext sslContext(ConsulClientSettings settings) {
		HttpClientSettings http = settings.httpClientSettings();
		SslBundle ssl = (http != null) ? http.sslBundle() : null;
		return (ssl != null) ? ssl.createSslContext() : null;
	}

	private static HttpClient client(@Nullable SSLContext ssl, Executor executor) {
		HttpClient.Builder builder = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(CONNECT_TIMEOUT)
			.executor(executor);
		return ((ssl != null) ? builder.sslContext(ssl) : builder).build();
	}

	/**
	 * Return how many agents have to be tried before all of them count as unavailable.
	 */
	int count() {
		return this.addresses.size();
	}

	/**
	 * Send a GET request.
	 * @param pathAndQuery the path and the query
	 * @param timeout how long the whole response may take
	 * @return a future that completes with the response, on a thread that may block
	 */
	public CompletableFuture<HttpResponse<byte[]>> get(String pathAndQuery, Duration timeout) {
		return send(pathAndQuery, timeout, HttpRequest.newBuilder().GET());
	}

	/**
	 * Send a PUT request.
	 * @param pathAndQuery the path and the query
	 * @param body the body, in JSON or empty
	 * @param timeout how long the whole response may take
	 * @return a future that completes with the response, on a thread that may block
	 */
	public CompletableFuture<HttpResponse<byte[]>> put(String pathAndQuery, byte[] body, Duration timeout) {
		return send(pathAndQuery, timeout,
				HttpRequest.newBuilder()
					.PUT(BodyPublishers.ofByteArray(body))
					.header("Content-Type", "application/json"));
	}

	private CompletableFuture<HttpResponse<byte[]>> send(String pathAndQuery, Duration timeout,
			HttpRequest.Builder request) {
		int index = this.current.get();
		request.uri(URI.create(this.addresses.get(index) + pathAndQuery));
		if (this.token != null) {
			request.header(ConsulClient.ACL_TOKEN_HEADER, this.token);
		}
		CompletableFuture<HttpResponse<byte[]>> exchange = this.client.get()
			.sendAsync(request.build(), (info) -> new BoundedBody(MAX_BODY));
		CompletableFuture<HttpResponse<byte[]>> answer = new Answer(exchange);
		// The client's own timeout ends with the headers of the response
		Timer.Scheduled limit = this.timer.schedule(() -> {
			answer.completeExceptionally(new HttpTimeoutException("no response within " + timeout.toSeconds() + " s"));
			exchange.cancel(true);
		}, timeout);
		// On our own thread: callbacks may block, and the client would use the common
		// pool
		CompletableFuture<?> unused = exchange.whenCompleteAsync((response, failure) -> {
			limit.cancel();
			if (failure != null || response.statusCode() >= 500) {
				this.current.compareAndSet(index, (index + 1) % this.addresses.size());
			}
			complete(answer, response, failure);
		}, this.executor);
		return answer;
	}

	private static void complete(CompletableFuture<HttpResponse<byte[]>> answer,
			@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
		if (response != null) {
			answer.complete(response);
		}
		else {
			answer.completeExceptionally((failure != null) ? failure : new IOException("no response"));
		}
	}

	/**
	 * Return why a request failed, for a log line.
	 * @param response the response, or {@code null} if there is none
	 * @param failure the failure, or {@code null} if there is none
	 * @return the reason
	 */
	public static String reason(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
		return (response != null) ? reason(response) : ConsulFailure.reason(failure);
	}

	/**
	 * Return the meaning of a response other than 200, for a log line.
	 * @param response the response
	 * @return the meaning
	 */
	public static String reason(HttpResponse<byte[]> response) {
		int status = response.statusCode();
		String location = response.headers().firstValue("Location").orElse("");
		if (status / 100 == 3 && !location.isEmpty()) {
			return "HTTP " + status + ": redirected to " + line(location);
		}
		String body = line(new String(response.body(), StandardCharsets.UTF_8));
		return "HTTP " + status + (body.isEmpty() ? "" : ": " + body)
				+ ((status == 401 || status == 403) ? "; see " + ConsulFailure.TOKEN : "");
	}

	/**
	 * Returns the index for the next blocking query. Consul has been seen to return 0,
	 * with which the next query would not block.
	 * @param response the response
	 * @return the index, at least 1
	 * @throws IOException if there is none, because the response is not from Consul
	 */
	public static long index(HttpResponse<?> response) throws IOException {
		String header = response.headers().firstValue(ConsulHeaders.INDEX_HEADER).orElse("");
		try {
			return Math.max(1, Long.parseLong(header));
		}
		catch (NumberFormatException ex) {
			throw new IOException("not a response from Consul: " + ConsulHeaders.INDEX_HEADER + " is '" + header + "'",
					ex);
		}
	}

	/**
	 * Returns the body of a response. Compression is not requested, but some proxies
	 * compress anyway.
	 * @param response the response
	 * @return the body
	 * @throws IOException if it cannot be read
	 */
	public static byte[] body(HttpResponse<byte[]> response) throws IOException {
		if (!response.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip")) {
			return response.body();
		}
		try (InputStream body = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
			byte[] bytes = body.readNBytes(MAX_BODY + 1);
			if (bytes.length > MAX_BODY) {
				throw new IOException(BoundedBody.TOO_LARGE);
			}
			return bytes;
		}
	}

	/**
	 * Returns whether ACLs hide a part of the result from the token.
	 * @param response the response
	 * @return whether something is hidden
	 */
	public static boolean isFiltered(HttpResponse<?> response) {
		return response.headers().firstValue(FILTERED).filter(Boolean::parseBoolean).isPresent();
	}

	/**
	 * Return text from another process as one short line.
	 * @param text the text
	 * @return the line
	 */
	public static String line(String text) {
		String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").trim();
		return (line.length() > MAX_REASON) ? line.substring(0, MAX_REASON) + "…" : line;
	}

	/**
	 * Response future whose cancellation aborts the request.
	 */
	private static final class Answer extends CompletableFuture<HttpResponse<byte[]>> {

		private final CompletableFuture<?> exchange;

		Answer(CompletableFuture<?> exchange) {
			this.exchange = exchange;
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			this.exchange.cancel(mayInterruptIfRunning);
			return super.cancel(mayInterruptIfRunning);
		}

	}

}
