package io.github.resiliencestarter.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Contract tests for Apache's client with {@link ApacheHttpClientGuard}.
 */
class ApacheHttpClientGuardTests extends HttpGuardContract {

	@Override
	Client client(ConfigurableApplicationContext context, String baseUrl) {
		CloseableHttpClient client = guarded(context);
		return (method, body, key) -> {
			try {
				return client.execute(request(baseUrl, method, body, key), ApacheHttpClientGuardTests::textOf);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

	private static String textOf(ClassicHttpResponse response) throws IOException, ParseException {
		return response.getCode() + " " + EntityUtils.toString(response.getEntity());
	}

	private static CloseableHttpClient guarded(ConfigurableApplicationContext context) {
		return context.getBean(ApacheHttpClientGuard.class).guard(HttpClientBuilder.create());
	}

	private static ClassicHttpRequest request(String url, String method, @Nullable String body, @Nullable String key) {
		ClassicRequestBuilder request = ClassicRequestBuilder.create(method).setUri(url);
		if (key != null) {
			request.setHeader(Idempotency.KEY_HEADER, key);
		}
		if (body != null) {
			request.setEntity(new StringEntity(body, ContentType.TEXT_PLAIN));
		}
		return request.build();
	}

	private String url() {
		return "http://localhost:" + this.server.port();
	}

	@Test
	void doesNotRepeatAStream() throws Exception {
		this.server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "never"));
		ClassicHttpRequest request = ClassicRequestBuilder.put(url())
			.setEntity(new InputStreamEntity(new ByteArrayInputStream("order".getBytes(StandardCharsets.UTF_8)),
					ContentType.TEXT_PLAIN))
			.build();
		assertThat(guarded(this.context).execute(request, ApacheHttpClientGuardTests::textOf)).isEqualTo("503 1");
		assertThat(this.server.requests).hasSize(1);
	}

	@Test
	void countsUnderTheNameOfATarget() throws Exception {
		this.server.behave(Behaviour.answer(200, "ok"));
		CloseableHttpClient client = this.context.getBean(ApacheHttpClientGuard.class)
			.guard(HttpClientBuilder.create(), "search");
		client.execute(new HttpGet(url()), ApacheHttpClientGuardTests::textOf);
		assertThat(this.context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("search")
			.getMetrics()
			.getNumberOfSuccessfulCalls()).isOne();
	}

	@Test
	void cancelsTheAttemptOfACanceledRequest() throws Exception {
		this.server.behave(Behaviour.hang());
		HttpGet request = new HttpGet(url());
		CloseableHttpClient client = guarded(this.context);
		Thread canceler = new Thread(() -> {
			Awaitility.await().until(() -> this.server.requests.size() == 1);
			request.cancel();
		});
		canceler.start();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> client.execute(request, ApacheHttpClientGuardTests::textOf));
		canceler.join();
		Awaitility.await().until(() -> this.server.closedByClient() == 1);
		assertThat(this.server.requests).hasSize(1);
		assertThat(this.context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("localhost")
			.getMetrics()
			.getNumberOfFailedCalls()).isZero();
	}

	@Test
	void releasesThePermissionOfAResponseThatIsClosedUnread() throws Exception {
		CloseableHttpClient client = guarded(this.context);
		for (int i = 0; i < 30; i++) {
			this.server.behave(Behaviour.answer(200, "ok"));
			client.executeOpen(null, new HttpGet(url()), null).close();
		}
		assertThat(client.execute(new HttpGet(url()), ApacheHttpClientGuardTests::textOf)).isEqualTo("200 ok");
	}

}
