package io.github.resiliencestarter.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.micrometer.context.ContextSnapshotFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Pages that call another service before they have begun to respond, while they do, and
 * when they have done so.
 */
@RestController
class StreamingPages {

	private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

	private final Downstream downstream;

	private final BackgroundWorkTests.Background background;

	private final RestClient client;

	private final WebClient webClient;

	StreamingPages(Downstream downstream, BackgroundWorkTests.Background background, RestClient client,
			WebClient webClient) {
		this.downstream = downstream;
		this.background = background;
		this.client = client;
		this.webClient = webClient;
	}

	/**
	 * Return functional endpoints.
	 */
	RouterFunction<ServerResponse> functions() {
		return RouterFunctions.route()
			.GET("/function/plain", (request) -> ServerResponse.ok().body(call()))
			.GET("/function/future", (request) -> ServerResponse.ok().body(future()))
			.GET("/function/async", (request) -> ServerResponse.async(future().thenApply(ServerResponse.ok()::body)))
			.GET("/function/sse", (request) -> ServerResponse.sse((sse) -> send(sse, "first")))
			.GET("/function/sse/silent", (request) -> ServerResponse.sse((sse) -> send(sse)))
			.GET("/function/sse/async",
					(request) -> ServerResponse
						.async(CompletableFuture.completedFuture(ServerResponse.sse((sse) -> send(sse)))))
			.GET("/function/flux/silent",
					(request) -> ServerResponse.ok().contentType(MediaType.TEXT_EVENT_STREAM).body(silentFlux()))
			.GET("/function/stream",
					(request) -> ServerResponse.ok()
						.contentType(MediaType.TEXT_PLAIN)
						.stream((stream) -> newThread().execute(() -> {
							try {
								stream.write("first").flush();
								boolean unused = awaitContainer();
								stream.write(call()).complete();
							}
							catch (IOException ex) {
								stream.error(ex);
							}
						})))
			.build();
	}

	private void send(ServerResponse.SseBuilder sse, String... first) {
		newThread().execute(() -> {
			try {
				for (String data : first) {
					sse.send(data);
				}
				boolean unused = awaitContainer();
				sse.send(call());
				sse.complete();
			}
			catch (IOException ex) {
				sse.error(ex);
			}
		});
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
		return Mono.delay(Duration.ofMillis(300)).then(this.downstream.call(this.webClient)).flux().contextCapture();
	}

	private Mono<String> blockingCall() {
		return Mono.fromCallable(this::call).subscribeOn(Schedulers.boundedElastic());
	}

	@GetMapping(path = "/flux-reactive", produces = MediaType.APPLICATION_NDJSON_VALUE)
	Flux<String> reactiveFlux() {
		return Flux
			.concat(Mono.just("first"), Mono.delay(Duration.ofMillis(300)).then(this.downstream.call(this.webClient)))
			.contextCapture();
	}

	@GetMapping("/events")
	Flux<ServerSentEvent<String>> events() {
		return Flux
			.concat(Mono.just("first"), Mono.delay(Duration.ofMillis(300)).then(this.downstream.call(this.webClient)))
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

	@GetMapping("/object/silent")
	Object silentObject() {
		return silentSse();
	}

	@GetMapping("/object/stream")
	Object streamAsAnObject() {
		return silentStream();
	}

	@GetMapping("/object/entity")
	Object entityAsAnObject() {
		return silentEntity();
	}

	@GetMapping(path = "/object/flux", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Object fluxAsAnObject() {
		return silentFlux();
	}

	@SuppressWarnings("FutureReturnValueIgnored") // Spring gets it
	@GetMapping("/object/plain")
	Object plainObject() {
		return future();
	}

	@GetMapping("/entity/any")
	ResponseEntity<?> entityOfAnything() {
		return silentEntity();
	}

	@GetMapping("/entity/plain")
	ResponseEntity<?> plainEntity() {
		return ResponseEntity.ok(call());
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
		Mono.fromRunnable(this.background::run).subscribeOn(Schedulers.boundedElastic()).contextCapture().subscribe();
		return "accepted";
	}

	@GetMapping("/future/left")
	CompletableFuture<String> futureThatLeavesWork() {
		newThread().execute(this.background::run);
		return CompletableFuture.completedFuture("accepted");
	}

}
