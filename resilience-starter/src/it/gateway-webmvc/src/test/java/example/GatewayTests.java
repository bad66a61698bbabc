package example;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Routes of Spring Cloud Gateway whose targets are guarded. The gateway on WebFlux runs
 * the same tests.
 */
class GatewayTests {

	private static final Duration LONGEST = Duration.ofSeconds(30);

	private static final String HEDGE = "--resilience.client.targets.inventory.hedge.after=80ms";

	private final HttpClient http = HttpClient.newHttpClient();

	private final Backend first = new Backend();

	private final Backend second = new Backend();

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
		this.first.close();
		this.second.close();
	}

	@Test
	void retriesUntilTheTargetResponds() throws Exception {
		start(this.first.port());
		this.first.failFirst(2);
		HttpResponse<String> response = send("GET", "/inventory/1", null);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("ok");
		assertThat(this.first.requests).hasSize(3);
	}

	@Test
	void doesNotRepeatWhatIsNotSafeToRepeat() throws Exception {
		start(this.first.port());
		this.first.failFirst(1);
		assertThat(send("POST", "/inventory/1", "order").statusCode()).isEqualTo(503);
		assertThat(this.first.requests).hasSize(1);
	}

	@Test
	void deliversTheResponseOfTheLastAttempt() throws Exception {
		start(this.first.port());
		this.first.behave((exchange) -> {
			exchange.getResponseHeaders().set("X-Attempt", "" + this.first.requests.size());
			Backend.respond(503, "busy").handle(exchange);
		});
		HttpResponse<String> response = send("GET", "/inventory/1", null);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).isEqualTo("busy");
		assertThat(response.headers().allValues("X-Attempt")).containsExactly("3");
	}

	@Test
	void sendsTheRemainingTimeToTheTarget() throws Exception {
		start(this.first.port());
		send("GET", "/inventory/1", null);
		this.http.send(request("/inventory/1").header("X-Request-Timeout-Ms", "700").build(), BodyHandlers.ofString());
		assertThat(this.first.requests)
			.extracting((request) -> Integer.valueOf(request.headers().getFirst("X-Request-Timeout-Ms")))
			.satisfiesExactly((millis) -> assertThat(millis).isBetween(701, 5000),
					(millis) -> assertThat(millis).isBetween(1, 700));
	}

	@Test
	void endsACallThatTakesTooLong() throws Exception {
		start(this.first.port());
		CountDownLatch done = new CountDownLatch(1);
		this.first.behave((exchange) -> await(done));
		HttpResponse<String> response = this.http
			.send(request("/inventory/1").header("X-Request-Timeout-Ms", "400").build(), BodyHandlers.ofString());
		done.countDown();
		assertThat(response.statusCode()).isEqualTo(504);
		Awaitility.await().atMost(LONGEST).untilAsserted(() -> assertThat(inFlight()).isZero());
	}

	@Test
	void countsATimeoutOfTheGatewayAsAFailure() throws Exception {
		start(List.of("--spring.cloud.gateway.server.webflux.httpclient.response-timeout=200ms",
				"--spring.http.clients.read-timeout=200ms"), this.first.port());
		CountDownLatch done = new CountDownLatch(1);
		this.first.behave((exchange) -> await(done));
		int status = send("POST", "/inventory/1", "order").statusCode();
		done.countDown();
		assertThat(status).isGreaterThanOrEqualTo(500);
		assertThat(breaker("inventory").getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@Test
	void rejectsWhileTheBreakerIsOpen() throws Exception {
		start(this.first.port());
		breaker("inventory").transitionToOpenState();
		HttpResponse<String> response = send("GET", "/inventory/1", null);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).isPresent();
		assertThat(this.first.requests).isEmpty();
	}

	@Test
	void guardsTheTargetAndNothingElse() throws Exception {
		start(this.first.port(), this.second.port());
		calls(6, "/inventory/1");
		assertThat(this.context.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers())
			.extracting(CircuitBreaker::getName)
			.contains("inventory")
			.doesNotContain("127.0.0.1", "localhost");
		assertThat(buffered("inventory")).isEqualTo(6);
		assertThat(calls("success")).isEqualTo(6);
		assertThat(inFlight()).isZero();
	}

	@Test
	void retriesAnotherInstanceWhenOneIsGone() throws Exception {
		start(this.first.port(), this.second.port());
		this.second.close();
		assertThat(calls(20, "/inventory/1")).containsOnly(200);
		List<Integer> posts = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			posts.add(send("POST", "/inventory/1", "order").statusCode());
		}
		assertThat(posts).containsOnly(200);
		assertThat(breaker("inventory").getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void repeatsTheBodyOfAPostThatWasNeverSent() throws Exception {
		start(this.first.port(), this.second.port());
		this.second.close();
		this.first.behave(Backend::echo);
		List<String> bodies = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			bodies.add(send("POST", "/inventory/1", "order " + i).body());
		}
		assertThat(bodies).containsExactlyElementsOf(IntStream.range(0, 10).mapToObj((i) -> "order " + i).toList());
	}

	@Test
	void ejectsAnInstanceThatFails() throws Exception {
		start(this.first.port(), this.second.port());
		this.second.behave(Backend.respond(500, "broken"));
		Awaitility.await().atMost(LONGEST).until(() -> {
			assertThat(calls(10, "/inventory/1")).containsOnly(200);
			return ejections() > 0;
		});
		int before = this.second.requests.size();
		calls(20, "/inventory/1");
		assertThat(this.second.requests).hasSize(before);
	}

	// The gateway on WebFlux has one place for the response of all attempts
	@Test
	@EnabledIf("isServletStack")
	void sendsASecondRequestIfTheFirstInstanceIsSilent() throws Exception {
		start(List.of(HEDGE), this.first.port(), this.second.port());
		calls(4, "/inventory/1");
		CountDownLatch done = new CountDownLatch(1);
		this.second.behave((exchange) -> await(done));
		assertThat(calls(4, "/inventory/1")).containsOnly(200);
		done.countDown();
		assertThat(hedges("won")).isPositive();
		assertThat(breaker("inventory").getMetrics().getNumberOfFailedCalls()).isZero();
		Awaitility.await().atMost(LONGEST).untilAsserted(() -> assertThat(inFlight()).isZero());
	}

	@Test
	void sendsABodyThatArrivesOnlyOnce() throws Exception {
		start(List.of(HEDGE), this.first.port(), this.second.port());
		assertThat(send("PUT", "/inventory/1", "order").statusCode()).isEqualTo(200);
		CountDownLatch never = new CountDownLatch(1);
		for (Backend backend : List.of(this.first, this.second)) {
			backend.behave((exchange) -> {
				await(never, Duration.ofMillis(500));
				Backend.echo(exchange);
			});
		}
		assertThat(send("PUT", "/inventory/1", "order").body()).isEqualTo("order");
		assertThat(this.first.requests.size() + this.second.requests.size()).isEqualTo(2);
	}

	@Test
	void respondsThatTheTargetIsUnavailableWithoutAnInstance() throws Exception {
		start();
		assertThat(send("GET", "/inventory/1", null).statusCode()).isEqualTo(503);
	}

	@Test
	void doesNotRetryWithoutABudget() throws Exception {
		start(this.first.port());
		this.first.failFirst(1);
		assertThat(send("GET", "/pricing/1", null).statusCode()).isEqualTo(503);
		assertThat(this.first.requests).hasSize(1);
	}

	@Test
	void countsACallOnceIfTheFilterHasTheBreakerOfTheTarget() throws Exception {
		start(this.first.port());
		calls(5, "/same/1");
		assertThat(buffered("inventory")).isEqualTo(5);
	}

	@Test
	void runsTheFallbackOfTheFilter() throws Exception {
		start(this.first.port());
		breaker("inventory").transitionToOpenState();
		HttpResponse<String> response = send("GET", "/other/1", null);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("fallback");
	}

	@Test
	void rejectsWhileTheBreakerOfTheFilterIsOpen() throws Exception {
		start(this.first.port());
		assertThat(send("GET", "/other/1", null).body()).isEqualTo("ok");
		breaker("routes").transitionToOpenState();
		assertThat(send("GET", "/other/1", null).body()).isEqualTo("fallback");
		assertThat(this.first.requests).hasSize(1);
	}

	@Test
	void passesTheBodyOfARequestOnWhileItArrives() throws Exception {
		start(this.first.port());
		CountDownLatch arrived = new CountDownLatch(1);
		this.first.behave((exchange) -> {
			exchange.getRequestBody().readNBytes(1000);
			arrived.countDown();
			Backend.respond(200, "rest").handle(exchange);
		});
		// Larger than the buffers on the way
		byte[] large = new byte[100_000];
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port())) {
			OutputStream out = client.getOutputStream();
			out.write(("PUT /inventory/1 HTTP/1.1\r\nHost: gateway\r\nContent-Length: " + 2 * large.length
					+ "\r\nConnection: close\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			out.write(large);
			out.flush();
			assertThat(arrived.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
			out.write(large);
			out.flush();
			assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
				.contains(" 200 ", "rest");
		}
	}

	@Test
	void passesTheBodyOfAResponseOnWhileItArrives() throws Exception {
		start(this.first.port());
		CountDownLatch arrived = new CountDownLatch(1);
		this.first.behave((exchange) -> {
			exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write("data: one\n\n".getBytes(StandardCharsets.US_ASCII));
			exchange.getResponseBody().flush();
			await(arrived);
			exchange.getResponseBody().write("data: two\n\n".getBytes(StandardCharsets.US_ASCII));
		});
		HttpResponse<InputStream> response = this.http.send(request("/inventory/1").build(),
				BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			assertThat(new String(body.readNBytes(9), StandardCharsets.US_ASCII)).isEqualTo("data: one");
			arrived.countDown();
			assertThat(new String(body.readAllBytes(), StandardCharsets.US_ASCII)).contains("data: two");
		}
		Awaitility.await().atMost(LONGEST).untilAsserted(() -> assertThat(inFlight()).isZero());
	}

	@Test
	void abortsAResponseThatArrivesInSmallPieces() throws Exception {
		start(this.first.port());
		this.first.behave((exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			CountDownLatch never = new CountDownLatch(1);
			for (int i = 0; i < 600; i++) {
				exchange.getResponseBody().write('.');
				exchange.getResponseBody().flush();
				await(never, Duration.ofMillis(50));
			}
		});
		// The servlet stack has not sent anything yet
		Throwable failure = catchThrowable(() -> {
			HttpResponse<String> response = this.http.send(request("/dripping/1").build(), BodyHandlers.ofString());
			assertThat(response.statusCode()).isLessThan(500);
		});
		assertThat(failure).isNotNull();
		Awaitility.await().atMost(LONGEST)
			.untilAsserted(() -> assertThat(breaker("dripping").getMetrics().getNumberOfFailedCalls()).isOne());
		assertThat(inFlight()).isZero();
	}

	@Test
	void leavesNothingOpenWhenTheCallerGoesAway() throws Exception {
		start(this.first.port());
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		this.first.behave((exchange) -> {
			exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
			exchange.sendResponseHeaders(200, 0);
			arrived.countDown();
			while (!await(done, Duration.ofMillis(10))) {
				exchange.getResponseBody().write("data: more\n\n".getBytes(StandardCharsets.US_ASCII));
				exchange.getResponseBody().flush();
			}
		});
		HttpResponse<InputStream> response = this.http.send(request("/inventory/1").build(),
				BodyHandlers.ofInputStream());
		arrived.await();
		response.body().close();
		Awaitility.await().atMost(LONGEST).untilAsserted(() -> assertThat(inFlight()).isZero());
		done.countDown();
		assertThat(breaker("inventory").getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void keepsHeadersOfOneConnectionToItself() throws Exception {
		start(this.first.port());
		this.first.behave((exchange) -> {
			exchange.getResponseHeaders().set("Keep-Alive", "timeout=7");
			exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic");
			exchange.getResponseHeaders().set("X-Kept", "yes");
			Backend.respond(200, "ok").handle(exchange);
		});
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port())) {
			client.getOutputStream()
				.write(("GET /inventory/1 HTTP/1.1\r\nHost: gateway\r\nTE: trailers\r\nKeep-Alive: timeout=3\r\n"
						+ "Proxy-Authorization: secret\r\nX-Kept: yes\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			String response = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			assertThat(response).containsIgnoringCase("X-Kept: yes")
				.doesNotContainIgnoringCase("timeout=7")
				.doesNotContainIgnoringCase("Proxy-Authenticate");
		}
		assertThat(this.first.requests).singleElement()
			.satisfies((request) -> assertThat(request.headers()).containsKey("X-kept")
				.doesNotContainKeys("Te", "Keep-alive", "Proxy-authorization"));
	}

	static boolean isServletStack() {
		return ClassUtils.isPresent("org.springframework.web.servlet.DispatcherServlet", null);
	}

	private static void await(CountDownLatch latch) throws IOException {
		await(latch, LONGEST);
	}

	private static boolean await(CountDownLatch latch, Duration time) throws IOException {
		try {
			return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private void start(int... ports) {
		start(List.of(), ports);
	}

	private void start(List<String> properties, int... ports) {
		List<String> arguments = new ArrayList<>(properties);
		arguments.add("--server.port=0");
		for (String target : List.of("inventory", "pricing", "dripping")) {
			for (int i = 0; i < ports.length; i++) {
				arguments.add("--spring.cloud.discovery.client.simple.instances.%s[%d].uri=http://127.0.0.1:%d"
					.formatted(target, i, ports[i]));
			}
		}
		this.context = SpringApplication.run(GatewayApplication.class, arguments.toArray(new String[0]));
	}

	private List<Integer> calls(int count, String path) throws Exception {
		List<Integer> statuses = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			statuses.add(send("GET", path, null).statusCode());
		}
		return statuses;
	}

	private HttpResponse<String> send(String method, String path, String body) throws Exception {
		return this.http.send(request(path)
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
			.build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(LONGEST);
	}

	private int port() {
		return Integer.parseInt(this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	private CircuitBreaker breaker(String name) {
		return this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name);
	}

	private int buffered(String name) {
		return breaker(name).getMetrics().getNumberOfBufferedCalls();
	}

	private int inFlight() {
		return this.context.getBean(BulkheadRegistry.class)
			.getAllBulkheads()
			.stream()
			.map((bulkhead) -> bulkhead.getMetrics())
			.mapToInt((metrics) -> metrics.getMaxAllowedConcurrentCalls() - metrics.getAvailableConcurrentCalls())
			.sum();
	}

	private double calls(String outcome) {
		return this.context.getBean(MeterRegistry.class)
			.get("resilience.client.calls")
			.tag("target", "inventory")
			.tag("outcome", outcome)
			.timer()
			.count();
	}

	private double hedges(String result) {
		return this.context.getBean(MeterRegistry.class)
			.get("resilience.client.hedges")
			.tag("target", "inventory")
			.tag("result", result)
			.counter()
			.count();
	}

	private double ejections() {
		return this.context.getBean(MeterRegistry.class)
			.find("resilience.instance.ejections")
			.tag("target", "inventory")
			.counters()
			.stream()
			.mapToDouble(Counter::count)
			.sum();
	}

}
