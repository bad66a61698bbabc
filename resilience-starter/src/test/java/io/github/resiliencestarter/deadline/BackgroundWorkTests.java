package io.github.resiliencestarter.deadline;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.StarterContext;
import io.micrometer.context.ContextSnapshotFactory;
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
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

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
		this.context = new SpringApplicationBuilder(StarterContext.Everything.class, Application.class, Pages.class,
				Background.class)
			.web(WebApplicationType.SERVLET)
			.properties("spring.main.banner-mode=off", "spring.cloud.consul.enabled=false", "server.port=0")
			.run();
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/plain", "/plain-reactive", "/callable", "/future", "/mono" })
	void callsOfAResponseThatHasNotBegunAreRejected(String path) throws Exception {
		assertThat(get(path)).isEqualTo("rejected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/sse", "/emitter", "/flux", "/flux-reactive", "/events", "/stream", "/stream/slowly" })
	void callsOfAStreamThatHasBegunAreNotRejected(String path) throws Exception {
		assertThat(get(path)).contains("first").contains("called").doesNotContain("rejected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/sse/silent", "/emitter/silent", "/flux/silent", "/entity/silent", "/stream/silent",
			"/stream/entity" })
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
		Downstream downstream() {
			return new Downstream();
		}

		@Bean
		FilterRegistrationBean<DeadlineFilter> deadlineFilterRegistration(TimeoutHeaders headers) {
			FilterRegistrationBean<DeadlineFilter> registration = new FilterRegistrationBean<>(
					new DeadlineFilter(headers, Downstream.LAGGING));
			registration.setOrder(DeadlineAutoConfiguration.FILTER_ORDER);
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

	@RestController
	static class Pages {

		private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

		private final Downstream downstream;

		private final Background background;

		private final RestClient client;

		private final WebClient webClient;

		Pages(Downstream downstream, Background background, RestClient client, WebClient webClient) {
			this.downstream = downstream;
			this.background = background;
			this.client = client;
			this.webClient = webClient;
		}

		private String call() {
			return this.downstream.call(this.client);
		}

		private static Executor newThread() {
			Executor threads = (task) -> new Thread(task, "background").start();
			return SNAPSHOTS.captureAll().wrapExecutor(threads);
		}

		@GetMapping("/plain")
		String plain() {
			return call();
		}

		@GetMapping("/plain-reactive")
		String plainReactive() {
			return String.valueOf(this.downstream.call(this.webClient).block());
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			Callable<String> task = this::call;
			return SNAPSHOTS.captureAll().wrap(task);
		}

		@GetMapping("/future")
		CompletableFuture<String> future() {
			return CompletableFuture.supplyAsync(this::call, newThread());
		}

		@GetMapping("/mono")
		Mono<String> mono() {
			return this.downstream.call(this.webClient).contextCapture();
		}

		@GetMapping("/sse")
		SseEmitter sse() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send("first");
			send(emitter, newThread());
			return emitter;
		}

		@GetMapping("/sse/silent")
		SseEmitter silentSse() {
			SseEmitter emitter = new SseEmitter();
			send(emitter, newThread());
			return emitter;
		}

		@GetMapping("/emitter")
		ResponseBodyEmitter emitter() throws IOException {
			ResponseBodyEmitter emitter = new ResponseBodyEmitter();
			emitter.send("first");
			send(emitter, newThread());
			return emitter;
		}

		@GetMapping("/emitter/silent")
		ResponseBodyEmitter silentEmitter() {
			ResponseBodyEmitter emitter = new ResponseBodyEmitter();
			send(emitter, newThread());
			return emitter;
		}

		private void send(ResponseBodyEmitter emitter, Executor executor) {
			executor.execute(() -> {
				try {
					boolean unused = awaitContainer();
					emitter.send(call());
					emitter.complete();
				}
				catch (IOException ex) {
					emitter.completeWithError(ex);
				}
			});
		}

		/**
		 * Gives the container the time to take the response over.
		 */
		private static boolean awaitContainer() {
			try {
				return new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@GetMapping(path = "/flux", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> flux() {
			return Flux.concat(Mono.just("first"), Mono.delay(Duration.ofMillis(300)).then(blockingCall()))
				.contextCapture();
		}

		@GetMapping(path = "/flux/silent", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> silentFlux() {
			return Mono.delay(Duration.ofMillis(300))
				.then(this.downstream.call(this.webClient))
				.flux()
				.contextCapture();
		}

		private Mono<String> blockingCall() {
			return Mono.fromCallable(this::call).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping(path = "/flux-reactive", produces = MediaType.APPLICATION_NDJSON_VALUE)
		Flux<String> reactiveFlux() {
			return Flux
				.concat(Mono.just("first"),
						Mono.delay(Duration.ofMillis(300)).then(this.downstream.call(this.webClient)))
				.contextCapture();
		}

		@GetMapping("/events")
		Flux<ServerSentEvent<String>> events() {
			return Flux
				.concat(Mono.just("first"),
						Mono.delay(Duration.ofMillis(300)).then(this.downstream.call(this.webClient)))
				.map((data) -> ServerSentEvent.builder(data).build())
				.contextCapture();
		}

		@GetMapping("/stream")
		StreamingResponseBody stream() {
			return (out) -> {
				out.write("first".getBytes(StandardCharsets.UTF_8));
				out.flush();
				boolean unused = awaitContainer();
				out.write(call().getBytes(StandardCharsets.UTF_8));
			};
		}

		@GetMapping("/stream/slowly")
		StreamingResponseBody slowStream() {
			return (out) -> {
				out.write("first".getBytes(StandardCharsets.UTF_8));
				boolean unused = awaitContainer();
				out.write(call().getBytes(StandardCharsets.UTF_8));
			};
		}

		@GetMapping("/entity/silent")
		ResponseEntity<SseEmitter> silentEntity() {
			return ResponseEntity.ok(silentSse());
		}

		@GetMapping("/stream/silent")
		StreamingResponseBody silentStream() {
			return (out) -> {
				boolean unused = awaitContainer();
				out.write(call().getBytes(StandardCharsets.UTF_8));
			};
		}

		@GetMapping("/stream/entity")
		ResponseEntity<StreamingResponseBody> streamOfAnEntity() {
			return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(silentStream());
		}

		@GetMapping("/async")
		String async() {
			this.background.later();
			return "accepted";
		}

		@GetMapping("/fire-and-forget")
		String fireAndForget() {
			newThread().execute(this.background::run);
			return "accepted";
		}

		@GetMapping("/subscribed")
		String subscribed() {
			Mono.fromRunnable(this.background::run)
				.subscribeOn(Schedulers.boundedElastic())
				.contextCapture()
				.subscribe();
			return "accepted";
		}

		@GetMapping("/future/left")
		CompletableFuture<String> futureThatLeavesWork() {
			newThread().execute(this.background::run);
			return CompletableFuture.completedFuture("accepted");
		}

	}

}
