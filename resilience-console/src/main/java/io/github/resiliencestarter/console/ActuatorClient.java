package io.github.resiliencestarter.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * HTTP client of the actuators. No thread waits for a response; each response is limited
 * in size and time, must not be compressed, and is not followed elsewhere.
 */
final class ActuatorClient {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	private final ConsoleProperties.Actuator properties;

	private final ConsoleThreads threads;

	private final Supplier<HttpClient> client;

	ActuatorClient(ConsoleProperties.Actuator properties, ConsoleThreads threads, Supplier<@Nullable SSLContext> ssl) {
		this.properties = properties;
		this.threads = threads;
		this.client = SingletonSupplier.of(() -> client(ssl.get()));
	}

	private HttpClient client(@Nullable SSLContext ssl) {
		HttpClient.Builder builder = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(min(CONNECT_TIMEOUT, this.properties.timeout()))
			.executor(this.threads.http());
		return ((ssl != null) ? builder.sslContext(ssl) : builder).build();
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/**
	 * Reads a resource.
	 * @return the body, or a {@link ReadFailure}
	 */
	CompletableFuture<byte[]> get(URI uri) {
		return send(request(uri).GET().build());
	}

	/**
	 * Posts JSON.
	 * @return the body, or a {@link ReadFailure}
	 */
	CompletableFuture<byte[]> post(URI uri, byte[] json) {
		return send(
				request(uri).header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(json)).build());
	}

	private HttpRequest.Builder request(URI uri) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.timeout(this.properties.timeout())
			.header("Accept", "application/json")
			.header("Accept-Encoding", "identity");
		if (this.properties.token() != null) {
			request.header("Authorization", "Bearer " + this.properties.token());
		}
		else if (this.properties.username() != null) {
			String password = (this.properties.password() != null) ? this.properties.password() : "";
			byte[] credentials = (this.properties.username() + ":" + password).getBytes(StandardCharsets.UTF_8);
			request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
		}
		return request;
	}

	private CompletableFuture<byte[]> send(HttpRequest request) {
		// The client looks up the host again, and gets what the JVM has cached
		return CompletableFuture
			.runAsync(() -> ActuatorAddress.checkAddresses(request.uri().getHost()), this.threads.http())
			.thenCompose((checked) -> exchange(request));
	}

	private CompletableFuture<byte[]> exchange(HttpRequest request) {
		CompletableFuture<HttpResponse<byte[]>> exchange = this.client.get()
			.sendAsync(request, BoundedBody.of(this.properties.maxResponseSize().toBytes()));
		// The timeout of the request ends with the headers
		ScheduledFuture<?> timeout = this.threads.timer()
			.schedule(() -> exchange.cancel(true), this.properties.timeout().toMillis(), TimeUnit.MILLISECONDS);
		return exchange.handle((response, failure) -> {
			timeout.cancel(false);
			if (failure != null) {
				throw failure(failure);
			}
			return body(response);
		});
	}

	private ReadFailure failure(Throwable failure) {
		Throwable cause = (failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null)
				? failure.getCause() : failure;
		if (cause instanceof CancellationException || cause instanceof java.net.http.HttpTimeoutException) {
			return new ReadFailure("no complete response within %d ms".formatted(this.properties.timeout().toMillis()));
		}
		if (cause instanceof java.net.ConnectException) {
			return new ReadFailure("connection refused");
		}
		return ReadFailure.of(cause);
	}

	private static byte[] body(HttpResponse<byte[]> response) {
		if (response.statusCode() != 200) {
			throw new ReadFailure("status " + response.statusCode(), response.statusCode());
		}
		if (response.headers()
			.firstValue("Content-Encoding")
			.filter((coding) -> !coding.equals("identity"))
			.isPresent()) {
			throw new ReadFailure("response is compressed");
		}
		if (!response.headers().firstValue("Content-Type").orElse("").contains("json")) {
			throw new ReadFailure("response is not JSON");
		}
		return response.body();
	}

}
