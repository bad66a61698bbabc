package io.github.resiliencestarter.edge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.StandardWebSocketUpgradeStrategy;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Work that outlives the time of its request, in a real server for Spring WebFlux. The
 * time of each request is over as soon as it begins: a call is rejected while the request
 * has yet to be responded to, and goes through afterwards.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class ReactiveBackgroundWorkTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() {
		this.context = new SpringApplicationBuilder(StarterContext.Everything.class, Application.class, Pages.class)
			.web(WebApplicationType.REACTIVE)
			.properties("spring.main.banner-mode=off", "spring.cloud.consul.enabled=false", "server.port=0")
			.run();
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/mono", "/blocking", "/flux/collected", "/function/plain", "/function/collected" })
	void callsOfAResponseThatHasNotBegunAreRejected(String path) throws Exception {
		assertThat(get(path)).isEqualTo("rejected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/sse", "/flux", "/lines", "/blocking/flux", "/function/sse" })
	void callsOfAStreamThatHasBegunAreNotRejected(String path) throws Exception {
		assertThat(get(path)).contains("first").contains("called").doesNotContain("rejected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/sse/silent", "/flux/silent", "/lines/silent", "/entity/sse", "/function/sse/silent",
			"/function/flux/silent", "/function/lines/silent" })
	void callsOfAStreamThatHasNotSentAnythingAreNotRejected(String path) throws Exception {
		assertThat(get(path)).contains("called").doesNotContain("rejected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/subscribed", "/fire-and-forget" })
	void callsOfWorkThatOutlivesItsRequestAreNotRejected(String path) throws Exception {
		assertThat(get(path)).isEqualTo("accepted");
		this.context.getBean(Pages.class).responded.release();
		assertThat(this.context.getBean(Downstream.class).outcome()).isEqualTo("called");
	}

	@Test
	void callsOfAWebSocketAreNotRejected() throws Exception {
		Downstream received = this.context.getBean(Downstream.class);
		WebSocket socket = this.http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + port() + "/socket"), new WebSocket.Listener() {

				@Override
				public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
					received.report(data.toString());
					return null;
				}

			})
			.get(20, TimeUnit.SECONDS);
		socket.request(10);
		socket.sendText("go", true).get(20, TimeUnit.SECONDS);
		assertThat(received.outcome()).isEqualTo("called");
		socket.abort();
	}

	private String get(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
			.timeout(Duration.ofSeconds(20))
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	private String port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFlux
	static class Application {

		@Bean
		TomcatReactiveWebServerFactory webServerFactory() {
			return new TomcatReactiveWebServerFactory(0);
		}

		@Bean
		HttpHandler httpHandler(ApplicationContext context) {
			return WebHttpHandlerBuilder.applicationContext(context).build();
		}

		@Bean
		RouterFunction<ServerResponse> functions(Pages pages) {
			return pages.functions();
		}

		@Bean
		Downstream downstream() {
			return new Downstream();
		}

		@Bean
		DeadlineWebFilter deadlineWebFilter(TimeoutHeaders headers) {
			return new DeadlineWebFilter(headers, Downstream.LAGGING);
		}

		@Bean
		RestClient client(RestClient.Builder builder) {
			return builder.build();
		}

		@Bean
		WebClient webClient(WebClient.Builder builder) {
			return builder.build();
		}

		// The one of Reactor Netty is on the classpath too
		@Bean
		WebFluxConfigurer webSockets() {
			return new WebFluxConfigurer() {

				@Override
				public WebSocketService getWebSocketService() {
					return new HandshakeWebSocketService(new StandardWebSocketUpgradeStrategy());
				}

			};
		}

		@Bean
		SimpleUrlHandlerMapping sockets(Downstream downstream, WebClient webClient) {
			WebSocketHandler handler = (session) -> session
				.send(session.receive().flatMap((message) -> downstream.call(webClient)).map(session::textMessage));
			return new SimpleUrlHandlerMapping(Map.of("/socket", handler), Ordered.HIGHEST_PRECEDENCE);
		}

	}

	@RestController
	static class Pages {

		final Semaphore responded = new Semaphore(0);

		private final Downstream downstream;

		private final RestClient client;

		private final WebClient webClient;

		Pages(Downstream downstream, RestClient client, WebClient webClient) {
			this.downstream = downstream;
			this.client = client;
			this.webClient = webClient;
		}

		private Mono<String> call() {
			return this.downstream.call(this.webClient);
		}

		private Mono<String> later() {
			return Mono.delay(Duration.ofMillis(300)).then(call());
		}

		@GetMapping("/mono")
		Mono<String> mono() {
			return call();
		}

		@GetMapping("/blocking")
		@SuppressWarnings("try")
		Mono<String> blocking() {
			return Mono.deferContextual((view) -> Mono.fromCallable(() -> {
				Deadline deadline = CurrentDeadline.get(view);
				try (CurrentDeadline.Scope scope = (deadline != null) ? CurrentDeadline.open(deadline) : () -> {
				}) {
					return this.downstream.call(this.client);
				}
			}).subscribeOn(Schedulers.boundedElastic()));
		}

		@GetMapping("/flux/collected")
		Mono<String> collected() {
			return later().flux().collectList().map((all) -> String.join("", all));
		}

		@GetMapping("/sse")
		Flux<ServerSentEvent<String>> sse() {
			return Flux.concat(Mono.just("first"), later()).map((data) -> ServerSentEvent.builder(data).build());
		}

		@GetMapping("/entity/sse")
		ResponseEntity<?> sseOfAnEntity() {
			return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).body(silentSse());
		}

		RouterFunction<ServerResponse> functions() {
			return RouterFunctions.route()
				.GET("/function/plain", (request) -> ServerResponse.ok().body(call(), String.class))
				.GET("/function/collected", (request) -> ServerResponse.ok().body(collected(), String.class))
				.GET("/function/sse", (request) -> ServerResponse.ok().body(BodyInserters.fromServerSentEvents(sse())))
				.GET("/function/sse/silent",
						(request) -> ServerResponse.ok().body(BodyInserters.fromServerSentEvents(silentSse())))
				.GET("/function/flux/silent",
						(request) -> ServerResponse.ok()
							.contentType(MediaType.TEXT_EVENT_STREAM)
							.body(silentFlux(), String.class))
				.GET("/function/lines/silent",
						(request) -> ServerResponse.ok()
							.contentType(MediaType.APPLICATION_NDJSON)
							.body(silentLines(), Map.class))
				.build();
		}

		@GetMapping("/sse/silent")
		Flux<ServerSentEvent<String>> silentSse() {
			return later().flux().map((data) -> ServerSentEvent.builder(data).build());
		}

		@GetMapping(path = "/flux", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> flux() {
			return Flux.concat(Mono.just("first"), later());
		}

		@GetMapping(path = "/flux/silent", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> silentFlux() {
			return later().flux();
		}

		@GetMapping(path = "/lines", produces = MediaType.APPLICATION_NDJSON_VALUE)
		Flux<Map<String, String>> lines() {
			return Flux.concat(Mono.just("first"), later()).map((line) -> Map.of("line", line));
		}

		@GetMapping(path = "/lines/silent", produces = MediaType.APPLICATION_NDJSON_VALUE)
		Flux<Map<String, String>> silentLines() {
			return later().flux().map((line) -> Map.of("line", line));
		}

		@GetMapping(path = "/blocking/flux", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> blockingFlux() {
			return Flux.concat(Mono.just("first"), Mono.delay(Duration.ofMillis(300)).then(blocking()));
		}

		@GetMapping("/subscribed")
		Mono<String> subscribed() {
			return Mono.deferContextual((view) -> {
				background().contextWrite(view).subscribe();
				return Mono.just("accepted");
			});
		}

		@GetMapping("/fire-and-forget")
		Mono<String> fireAndForget() {
			return Mono.just("accepted").doOnSubscribe((subscription) -> background().subscribe());
		}

		private Mono<String> background() {
			return Mono.fromCallable(() -> this.responded.tryAcquire(20, TimeUnit.SECONDS))
				.subscribeOn(Schedulers.boundedElastic())
				.then(call())
				.doOnNext(this.downstream::report);
		}

	}

}
