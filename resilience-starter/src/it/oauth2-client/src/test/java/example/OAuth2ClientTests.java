package example;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import issuer.AuthorizationServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls with OAuth2 tokens: the authorization server is a target of its own, beside the
 * services that the tokens are for.
 */
@ExtendWith(OutputCaptureExtension.class)
class OAuth2ClientTests {

	private static final Duration LONGEST = Duration.ofSeconds(30);

	private static final String SECRET = "shop-secret-7391";

	// Not the host of the services behind the shop, which are called by their names
	private static final String ISSUER = "localhost";

	private static final AuthorizationServer SHARED = new AuthorizationServer(0);

	private final HttpClient http = HttpClient.newHttpClient();

	private final Backend inventory = new Backend();

	private final Backend pricing = new Backend();

	private AuthorizationServer server = SHARED;

	private ConfigurableApplicationContext shop;

	private String token;

	@BeforeEach
	void fetchTokenOfCaller() throws Exception {
		this.server.behave((request, response) -> true);
		this.token = this.server.token("caller", "caller-secret");
		this.server.behave((request, response) -> true);
	}

	@AfterAll
	static void stopServer() {
		SHARED.close();
	}

	@AfterEach
	void stop() {
		if (this.shop != null) {
			this.shop.close();
		}
		if (this.server != SHARED) {
			this.server.close();
		}
		this.inventory.close();
		this.pricing.close();
	}

	@Test
	void sendsOneTokenOfTheServiceForAllCallers() throws Exception {
		start();
		assertThat(get("/stock").body()).isEqualTo("ok");
		String other = this.server.token("other", "other-secret");
		this.server.behave((request, response) -> true);
		assertThat(get("/stock", other).body()).isEqualTo("ok");
		assertThat(this.server.tokenRequests()).isEqualTo(0);
		assertThat(authorizations(this.inventory)).hasSize(2)
			.allMatch((value) -> value.startsWith("Bearer "))
			.doesNotContain("Bearer " + this.token, "Bearer " + other);
	}

	@Test
	void relaysTheTokenOfTheCallerInEachAttempt() throws Exception {
		start();
		this.pricing.failFirst(1);
		assertThat(get("/price").body()).isEqualTo("ok");
		assertThat(authorizations(this.pricing)).containsExactly("Bearer " + this.token, "Bearer " + this.token);
		assertThat(this.server.tokenRequests()).isEqualTo(0);
	}

	@Test
	void retriesATokenRequest() throws Exception {
		start();
		this.server.failFirst(2);
		assertThat(get("/stock").body()).isEqualTo("ok");
		assertThat(this.server.tokenRequests()).isEqualTo(3);
		assertThat(this.inventory.requests).hasSize(1);
		assertThat(attempts(ISSUER, "error")).isEqualTo(2);
		assertThat(attempts("inventory", "error")).isZero();
	}

	@Test
	void doesNotRetryATokenRequestWithoutABudget() throws Exception {
		start("--resilience.client.targets.localhost.retry-budget.ratio=0",
				"--resilience.client.targets.localhost.retry-budget.min-per-second=0");
		this.server.failFirst(1);
		assertThat(get("/stock").statusCode()).isGreaterThanOrEqualTo(500);
		assertThat(this.server.tokenRequests()).isEqualTo(1);
	}

	@Test
	void endsATokenRequestThatIsNotAnsweredAtTheDeadline() throws Exception {
		start();
		get("/nothing");
		CountDownLatch done = new CountDownLatch(1);
		this.server.behave((request, response) -> {
			await(done);
			return true;
		});
		HttpResponse<String> response = this.http.send(
				request("/stock", this.token).header("X-Request-Timeout-Ms", "700").build(), BodyHandlers.ofString());
		assertThat(done.getCount()).as("the server still waits").isOne();
		done.countDown();
		assertThat(response.statusCode()).isGreaterThanOrEqualTo(500);
		assertThat(this.inventory.requests).isEmpty();
		assertThat(failed("inventory")).isZero();
	}

	@Test
	void failsFastWhileTheTokenEndpointIsDown() throws Exception {
		start();
		get("/nothing");
		this.server.failFirst(Integer.MAX_VALUE);
		for (int i = 0; i < 10; i++) {
			assertThat(get("/stock").statusCode()).isGreaterThanOrEqualTo(500);
		}
		assertThat(breaker(ISSUER).getState()).isEqualTo(CircuitBreaker.State.OPEN);
		assertThat(breaker("inventory").getState()).isEqualTo(CircuitBreaker.State.CLOSED);
		assertThat(failed("inventory")).isZero();
		int before = this.server.tokenRequests();
		HttpResponse<String> rejected = get("/stock");
		assertThat(rejected.statusCode()).isEqualTo(503);
		assertThat(rejected.headers().firstValue("Retry-After")).isPresent();
		assertThat(this.server.tokenRequests()).isEqualTo(before);
		assertThat(this.inventory.requests).isEmpty();
		// Calls that need no token of the service go on
		assertThat(get("/price").body()).isEqualTo("ok");
	}

	@Test
	void tellsCallersThatADependencyHasFailed() throws Exception {
		start();
		this.server.failFirst(Integer.MAX_VALUE);
		HttpResponse<String> failed = this.http.send(
				request("/stock", this.token).header("X-Request-Timeout-Ms", "5000").build(), BodyHandlers.ofString());
		assertThat(failed.statusCode()).isEqualTo(500);
		assertThat(failed.headers().firstValue("X-Failed-Dependency")).isPresent();
	}

	@Test
	void goesOnWhenTheAuthorizationServerIsBack() throws Exception {
		this.server = new AuthorizationServer(0);
		this.token = this.server.token("caller", "caller-secret");
		start("--resilience4j.circuitbreaker.configs.default.wait-duration-in-open-state=100ms");
		get("/nothing");
		int port = this.server.port();
		this.server.close();
		for (int i = 0; i < 10; i++) {
			assertThat(get("/stock").statusCode()).isGreaterThanOrEqualTo(500);
		}
		assertThat(failed("inventory")).isZero();
		this.server = new AuthorizationServer(port);
		this.token = this.server.token("caller", "caller-secret");
		Awaitility.await().atMost(LONGEST).until(() -> get("/stock").statusCode() == 200);
	}

	@Test
	void doesNotBlameATargetThatRejectsTheToken() throws Exception {
		start();
		this.inventory.behave(Backend.respond(401, "expired"));
		for (int i = 0; i < 10; i++) {
			assertThat(get("/stock").statusCode()).isGreaterThanOrEqualTo(400);
		}
		assertThat(breaker("inventory").getState()).isEqualTo(CircuitBreaker.State.CLOSED);
		assertThat(failed("inventory")).isZero();
		assertThat(this.inventory.requests).hasSize(10);
		// Each of the rejected tokens was replaced
		assertThat(this.server.tokenRequests()).isEqualTo(10);
		assertThat(failed(ISSUER)).isZero();
		this.inventory.behave(Backend.respond(200, "ok"));
		assertThat(get("/stock").body()).isEqualTo("ok");
	}

	@Test
	void doesNotBlameAnyoneForWrongCredentials() throws Exception {
		start("--shop.secret=wrong");
		for (int i = 0; i < 10; i++) {
			assertThat(get("/stock").statusCode()).isGreaterThanOrEqualTo(500);
		}
		assertThat(this.server.tokenRequests()).isEqualTo(10);
		assertThat(breaker(ISSUER).getState()).isEqualTo(CircuitBreaker.State.CLOSED);
		assertThat(failed("inventory")).isZero();
	}

	@Test
	void keepsCredentialsAndTokensToItself(CapturedOutput output) throws Exception {
		start("--logging.level.io.github.resiliencestarter=trace");
		this.server.failFirst(1);
		get("/stock");
		this.inventory.failFirst(2);
		get("/stock");
		this.inventory.behave(Backend.respond(401, "expired"));
		get("/stock");
		breaker(ISSUER).transitionToOpenState();
		get("/stock");
		List<String> secrets = new ArrayList<>(authorizations(this.inventory));
		secrets.replaceAll((value) -> value.substring("Bearer ".length()));
		secrets.addAll(List.of(SECRET, this.token));
		assertThat(secrets).hasSizeGreaterThan(3);
		String meters = get("/actuator/prometheus").body();
		assertThat(meters).contains("resilience_client_calls").doesNotContain(secrets);
		assertThat(get("/actuator/resilience").body()).contains("inventory").doesNotContain(secrets);
		assertThat(output.getAll()).contains("Circuit breaker 'localhost'").doesNotContain(secrets);
		this.shop.getBean(MeterRegistry.class)
			.getMeters()
			.forEach((meter) -> assertThat(meter.getId().getTags()).noneMatch(
					(tag) -> secrets.contains(tag.getValue()) || tag.getValue().contains("/oauth2/token?")));
	}

	@Test
	void limitsEachClientByThePrincipalOfItsToken() throws Exception {
		start("--resilience.caller.limit.limit-for-period=2", "--resilience.caller.limit.limit-refresh-period=1h",
				"--resilience.caller.limit.by=principal");
		assertThat(List.of(get("/nothing").statusCode(), get("/nothing").statusCode())).containsOnly(200);
		HttpResponse<String> limited = get("/nothing");
		assertThat(limited.statusCode()).isEqualTo(429);
		assertThat(limited.headers().firstValue("Retry-After")).isPresent();
		assertThat(get("/nothing", this.server.token("other", "other-secret")).statusCode()).isEqualTo(200);
	}

	private void start(String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--issuer=" + this.server.issuer(),
				"--spring.cloud.discovery.client.simple.instances.inventory[0].uri=http://127.0.0.1:"
						+ this.inventory.port(),
				"--spring.cloud.discovery.client.simple.instances.pricing[0].uri=http://127.0.0.1:"
						+ this.pricing.port()));
		arguments.addAll(List.of(properties));
		if (arguments.stream().noneMatch((argument) -> argument.startsWith("--shop.secret="))) {
			arguments.add("--shop.secret=" + SECRET);
		}
		this.shop = SpringApplication.run(ShopApplication.class, arguments.toArray(new String[0]));
	}

	private HttpResponse<String> get(String path) throws Exception {
		return get(path, this.token);
	}

	private HttpResponse<String> get(String path, String token) throws Exception {
		return this.http.send(request(path, token).build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path, String token) {
		int port = this.shop.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(LONGEST)
			.header("Authorization", "Bearer " + token);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(LONGEST.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static List<String> authorizations(Backend backend) {
		return backend.requests.stream().map((request) -> request.headers().getFirst("Authorization")).toList();
	}

	private CircuitBreaker breaker(String target) {
		return this.shop.getBean(CircuitBreakerRegistry.class).circuitBreaker(target);
	}

	private int failed(String target) {
		return breaker(target).getMetrics().getNumberOfFailedCalls();
	}

	private double attempts(String target, String outcome) {
		return this.shop.getBean(MeterRegistry.class)
			.get("resilience.client.attempts")
			.tag("target", target)
			.tag("outcome", outcome)
			.counter()
			.count();
	}

}
