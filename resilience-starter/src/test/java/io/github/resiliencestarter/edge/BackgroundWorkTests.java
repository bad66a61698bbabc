package io.github.resiliencestarter.edge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Work that outlives the time of its request, in a real servlet container. The time of
 * each request is over as soon as it begins: a call is rejected while the request has yet
 * to be responded to, and goes through afterwards.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class BackgroundWorkTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() {
		this.context = new SpringApplicationBuilder(StarterContext.Everything.class, Application.class,
				StreamingPages.class, Background.class)
			.web(WebApplicationType.SERVLET)
			.properties("spring.main.banner-mode=off", "spring.cloud.consul.enabled=false", "server.port=0")
			.run();
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/plain", "/plain-reactive", "/callable", "/future", "/mono", "/object/plain",
			"/entity/plain", "/function/plain", "/function/future", "/function/async" })
	void callsOfAResponseThatHasNotBegunAreRejected(String path) throws Exception {
		assertThat(get(path)).isEqualTo("rejected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/sse", "/emitter", "/flux", "/flux-reactive", "/events", "/stream", "/stream/slowly",
			"/function/sse", "/function/stream" })
	void callsOfAStreamThatHasBegunAreNotRejected(String path) throws Exception {
		assertThat(get(path)).contains("first").contains("called").doesNotContain("rejected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/sse/silent", "/emitter/silent", "/flux/silent", "/entity/silent", "/stream/silent",
			"/stream/entity", "/object/silent", "/object/stream", "/object/entity", "/object/flux", "/entity/any",
			"/function/sse/silent", "/function/sse/async", "/function/flux/silent" })
	void callsOfAStreamThatHasNotSentAnythingAreNotRejected(String path) throws Exception {
		assertThat(get(path)).contains("called").doesNotContain("rejected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/async", "/fire-and-forget", "/subscribed", "/future/left" })
	void callsOfWorkThatOutlivesItsRequestAreNotRejected(String path) throws Exception {
		Downstream downstream = this.context.getBean(Downstream.class);
		assertThat(get(path)).isEqualTo("accepted");
		this.context.getBean(Semaphore.class).release();
		assertThat(downstream.outcome()).isEqualTo("called");
	}

	@Test
	void nextRequestOfTheThreadHasItsOwnTime() throws Exception {
		assertThat(get("/stream")).contains("called");
		assertThat(get("/plain")).isEqualTo("rejected");
	}

	private String get(String path) throws IOException, InterruptedException {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.timeout(Duration.ofSeconds(20))
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Application {

		@Bean
		Semaphore responded() {
			return new Semaphore(0);
		}

		@Bean
		RouterFunction<ServerResponse> functions(StreamingPages pages) {
			return pages.functions();
		}

		@Bean
		Downstream downstream() {
			return new Downstream();
		}

		@Bean
		FilterRegistrationBean<DeadlineFilter> deadlineFilterRegistration(TimeoutHeaders headers) {
			FilterRegistrationBean<DeadlineFilter> registration = new FilterRegistrationBean<>(
					new DeadlineFilter(headers, Downstream.LAGGING));
			registration.setOrder(RequestDeadlineAutoConfiguration.FILTER_ORDER);
			return registration;
		}

		@Bean
		ContextPropagatingTaskDecorator contextPropagatingTaskDecorator() {
			return new ContextPropagatingTaskDecorator();
		}

		@Bean
		RestClient client(RestClient.Builder builder) {
			return builder.build();
		}

		@Bean
		WebClient webClient(WebClient.Builder builder) {
			return builder.build();
		}

	}

	/**
	 * Work that waits until its request has been responded to.
	 */
	static class Background {

		private final Semaphore responded;

		private final Downstream downstream;

		private final RestClient client;

		Background(Semaphore responded, Downstream downstream, RestClient client) {
			this.responded = responded;
			this.downstream = downstream;
			this.client = client;
		}

		@Async
		public void later() {
			run();
		}

		void run() {
			try {
				this.responded.tryAcquire(20, TimeUnit.SECONDS);
				this.downstream.report(this.downstream.call(this.client));
			}
			catch (InterruptedException ex) {
				this.downstream.report(ex.toString());
			}
		}

	}

}
