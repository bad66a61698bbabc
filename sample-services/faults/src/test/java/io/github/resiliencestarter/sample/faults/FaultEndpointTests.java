package io.github.resiliencestarter.sample.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for faults in a running service.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "server.address=127.0.0.1",
		"sample.faults.token=secret", "spring.mvc.problemdetails.enabled=true" })
class FaultEndpointTests {

	private static final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private FaultSwitch faults;

	@Autowired
	private CountDownLatch held;

	@AfterEach
	void lift() {
		this.faults.turnTo(Fault.NONE);
	}

	@Test
	void tellsTheFaultInForce() {
		assertThat(put("secret", "latency=2s").body()).isEqualTo("latency=2s");
		HttpResponse<String> response = send(request("/faults").header("X-Fault-Token", "secret"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("latency=2s");
	}

	@Test
	void failsRequests() {
		put("secret", "error=100%");
		HttpResponse<String> response = send(request("/hello"));
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
	}

	@Test
	void releasesHungRequestsAtOnceWhenTheFaultIsLifted() throws Exception {
		put("secret", "hang");
		CompletableFuture<HttpResponse<String>> hung = client.sendAsync(request("/hello").build(),
				BodyHandlers.ofString());
		assertThat(this.held.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(hung).isNotDone();
		put("secret", "none");
		assertThat(hung.get(10, TimeUnit.SECONDS).body()).isEqualTo("hello");
	}

	@Test
	void answersLateAndRightUnderLatency() {
		put("secret", "latency=10ms");
		assertThat(send(request("/hello")).body()).isEqualTo("hello");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "wrong", "secre", "secret1", "Secret" })
	void refusesWrongToken(String token) {
		assertThat(put(token, "hang").statusCode()).isEqualTo(403);
		assertThat(send(request("/faults").header("X-Fault-Token", token)).statusCode()).isEqualTo(403);
		assertThat(this.faults.fault()).isEqualTo(Fault.NONE);
	}

	@Test
	void refusesMissingToken() {
		assertThat(send(request("/faults")).statusCode()).isEqualTo(403);
	}

	@Test
	void saysWhatIsAllowedWhenTheBodyIsWrong() {
		HttpResponse<String> response = put("secret", "explode");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
		assertThat(response.body()).contains("none, hang, latency=", "error=");
	}

	@Test
	void refusesHugeBody() {
		assertThat(put("secret", "hang" + " ".repeat(1_000_000)).statusCode()).isEqualTo(400);
		assertThat(this.faults.fault()).isEqualTo(Fault.NONE);
	}

	private HttpResponse<String> put(String token, String fault) {
		return send(request("/faults").header("X-Fault-Token", token)
			.header("Content-Type", "text/plain")
			.PUT(BodyPublishers.ofString(fault)));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		return client.sendAsync(request.build(), BodyHandlers.ofString()).orTimeout(10, TimeUnit.SECONDS).join();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Service {

		@Bean
		Hello hello() {
			return new Hello();
		}

		@Bean
		CountDownLatch held() {
			return new CountDownLatch(1);
		}

		/** Around the faults, so it sees what they hold. */
		@Bean
		FilterRegistrationBean<Filter> observer(CountDownLatch held) {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				chain.doFilter(request, response);
				if (request.isAsyncStarted()) {
					held.countDown();
				}
			});
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

	@RestController
	static class Hello {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

	}

}
