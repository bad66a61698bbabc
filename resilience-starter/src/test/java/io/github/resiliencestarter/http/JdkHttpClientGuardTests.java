package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Contract tests for the JDK's client with {@link JdkHttpClientGuard}.
 */
class JdkHttpClientGuardTests extends HttpGuardContract {

	@Override
	Client client(ConfigurableApplicationContext context, String baseUrl) {
		HttpClient client = guarded(context);
		return (method, body, key) -> {
			try {
				HttpResponse<InputStream> response = client.send(request(baseUrl, method, body, key),
						BodyHandlers.ofInputStream());
				try (InputStream in = response.body()) {
					return response.statusCode() + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8);
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	private static HttpClient guarded(ConfigurableApplicationContext context) {
		return context.getBean(JdkHttpClientGuard.class).guard(HttpClient.newHttpClient());
	}

	static HttpRequest request(String url, String method, @Nullable String body, @Nullable String key) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
			.header("Content-Type", "text/plain");
		if (key != null) {
			request.header(Idempotency.KEY_HEADER, key);
		}
		return request.build();
	}

	private String url() {
		return "http://localhost:" + this.server.port();
	}

	@Test
	void retriesABodyThatBreaksOffWithinItsHandler() throws Exception {
		this.server.behave(Behaviour.breakOff(), Behaviour.answer(200, "ok"));
		HttpResponse<String> response = guarded(this.context).send(request(url(), "GET", null, null),
				BodyHandlers.ofString());
		assertThat(response.body()).isEqualTo("ok");
		assertThat(this.server.requests).hasSize(2);
	}

	@Test
	void doesNotRepeatAStream() throws Exception {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "never"));
		Supplier<InputStream> body = () -> InputStream.nullInputStream();
		HttpRequest request = HttpRequest.newBuilder(URI.create(url())).PUT(BodyPublishers.ofInputStream(body)).build();
		assertThat(guarded(this.context).send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
		assertThat(this.server.requests).hasSize(1);
	}

	@Test
	void countsUnderTheNameOfATarget() throws Exception {
		this.server.behave(Behaviour.answer(200, "ok"));
		HttpClient client = this.context.getBean(JdkHttpClientGuard.class).guard(HttpClient.newHttpClient(), "search");
		client.send(request(url(), "GET", null, null), BodyHandlers.discarding());
		assertThat(this.context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("search")
			.getMetrics()
			.getNumberOfSuccessfulCalls()).isOne();
	}

	@Test
	void throwsWhatTheJdkThrowsOnAnInterrupt() throws Exception {
		CountDownLatch requested = new CountDownLatch(1);
		this.server.behave((exchange) -> {
			requested.countDown();
			exchange.awaitClient();
		});
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		HttpClient client = guarded(this.context);
		Thread thread = new Thread(() -> {
			try {
				client.send(request(url(), "GET", null, null), BodyHandlers.discarding());
			}
			catch (Exception ex) {
				thrown.complete(ex);
			}
		});
		thread.start();
		assertThat(requested.await(5, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
	}

	/**
	 * Contract tests for asynchronous calls.
	 */
	static class OfAsynchronousCallsTests extends HttpGuardContract {

		@Override
		Client client(ConfigurableApplicationContext context, String baseUrl) {
			HttpClient client = guarded(context);
			return (method, body, key) -> {
				try {
					return client.sendAsync(request(baseUrl, method, body, key), BodyHandlers.ofString())
						.thenApply((response) -> response.statusCode() + " " + response.body())
						.join();
				}
				catch (CompletionException ex) {
					throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
				}
			};
		}

		@Override
		boolean readsBodiesWithinAttempts() {
			return true;
		}

		@Test
		void cancelsTheRequest() {
			this.server.behave(Behaviour.hang());
			CompletableFuture<HttpResponse<String>> call = guarded(this.context).sendAsync(
					request("http://localhost:" + this.server.port(), "GET", null, null), BodyHandlers.ofString());
			Awaitility.await().until(() -> this.server.requests.size() == 1);
			call.cancel(true);
			Awaitility.await().until(() -> this.server.closedByClient() == 1);
			assertThatExceptionOfType(CancellationException.class).isThrownBy(call::join);
		}

	}

}
