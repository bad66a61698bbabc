package io.github.resiliencestarter.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.HttpGuardContract.Events;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import io.github.resiliencestarter.loadbalancing.Health;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for guarded clients with our load balancer and real servers.
 */
class BalancedGuardTests {

	private static final String URL = "http://inventory/";

	private static final String INSTANCE = "spring.cloud.discovery.client.simple.instances.%s[%d].uri=http://127.0.0.1:%d";

	private MisbehavingServer one;

	private MisbehavingServer two;

	private ConfigurableApplicationContext context;

	private Events events;

	@BeforeEach
	void start() throws IOException {
		this.one = new MisbehavingServer();
		this.two = new MisbehavingServer();
		this.context = run(instances(this.one.port(), this.two.port()));
		this.events = this.context.getBean(Events.class);
	}

	private void restart(String... properties) {
		this.context.close();
		this.context = run(properties);
		this.events = this.context.getBean(Events.class);
	}

	private static String[] instances(int... ports) {
		return IntStream.range(0, ports.length)
			.mapToObj((i) -> INSTANCE.formatted("inventory", i, ports[i]))
			.toArray(String[]::new);
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(LoadBalancedClients.class).web(WebApplicationType.NONE)
			.properties(properties)
			.properties("resilience4j.retry.configs.default.wait-duration=10ms",
					"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=2",
					"resilience4j.circuitbreaker.configs.default.failure-rate-threshold=50",
					"resilience.client.retry-budget.min-per-second=0", "resilience.client.retry-budget.ratio=0",
					"resilience.client.attempt-timeout=3s", "spring.cloud.loadbalancer.cache.enabled=false",
					"spring.http.clients.reactive.connector=jdk", "spring.main.banner-mode=off")
			.run();
	}

	@AfterEach
	void stop() throws IOException {
		this.context.close();
		this.one.close();
		this.two.close();
	}

	@ParameterizedTest
	@EnumSource
	void retriesARefusedPostOnAnotherInstanceImmediatelyWithoutBudgetAndWithoutCountingInTheBreaker(Client client)
			throws IOException {
		restart(instances(freePort(), this.one.port()));
		IntStream.range(0, 20).forEach((i) -> assertThat(client.call(this.context, HttpMethod.POST)).isEqualTo("ok"));
		assertThat(this.one.requests).hasSize(20);
		assertThat(Health.of(this.context, "inventory")).isEqualTo(new Health(0, 1));
		assertThat(this.events.all).filteredOn("attempt 1 Failure"::equals).hasSize(1);
		CircuitBreaker breaker = this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
		assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void retriesOnAnotherInstanceImmediatelyAfterABrokenConnection(Client client) {
		restart(Stream
			.concat(Stream.of(instances(this.one.port(), this.two.port())),
					Stream.of("resilience.client.targets.inventory.retry-budget.ratio=1",
							"resilience4j.retry.instances.inventory.wait-duration=100s",
							"resilience4j.retry.instances.inventory.enable-exponential-backoff=false",
							"resilience4j.circuitbreaker.instances.inventory.minimum-number-of-calls=100"))
			.toArray(String[]::new));
		this.one.behave(Behaviour.reset());
		IntStream.range(0, 40).forEach((i) -> assertThat(client.call(this.context, HttpMethod.GET)).isEqualTo("ok"));
		assertThat(this.events.all).contains("attempt 2 Success");
	}

	@ParameterizedTest
	@EnumSource
	void opensTheBreakerWhenAllInstancesRefuseConnections(Client client) throws IOException {
		restart(instances(freePort(), freePort()));
		IntStream.range(0, 3)
			.forEach((i) -> assertThatException().isThrownBy(() -> client.call(this.context, HttpMethod.POST)));
		CircuitBreaker breaker = this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
		assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
	}

	@ParameterizedTest
	@EnumSource
	void leavesNoCallInFlightHoweverItEnds(Client client) {
		List<Behaviour> behaviours = List.of(Behaviour.answer(200, "ok"), Behaviour.answer(503, "bad"),
				Behaviour.reset(), Behaviour.hang(), Behaviour.breakOff());
		CircuitBreakerRegistry breakers = this.context.getBean(CircuitBreakerRegistry.class);
		for (Behaviour behaviour : behaviours) {
			this.one.behave(behaviour);
			this.two.behave(behaviour);
			breakers.circuitBreaker("inventory").reset();
			try {
				assertThat(client.call(this.context, HttpMethod.POST)).isEqualTo("ok");
			}
			catch (RuntimeException ex) {
				assertThat(behaviour).isNotSameAs(behaviours.get(0));
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(Health.of(this.context, "inventory").inFlight()).isZero());
		}
	}

	@Test
	void leavesNoCallInFlightThatIsCancelledByItsSubscriber() {
		this.one.behave(Behaviour.hang());
		this.two.behave(Behaviour.hang());
		Disposable call = this.context.getBean(WebClient.Builder.class)
			.build()
			.get()
			.uri(URL)
			.retrieve()
			.toBodilessEntity()
			.subscribe();
		awaitInFlight(1);
		call.dispose();
		awaitInFlight(0);
		assertThat(this.events.all).contains("attempt 1 Unrelated");
	}

	@Test
	void leavesNoUnguardedCallInFlightThatIsCancelledByItsSubscriber() {
		this.one.behave(Behaviour.hang());
		this.two.behave(Behaviour.hang());
		Disposable call = this.context.getBean(WebClient.Builder.class)
			.build()
			.get()
			.uri(URL)
			.attribute(Unguarded.ATTRIBUTE, true)
			.retrieve()
			.toBodilessEntity()
			.subscribe();
		awaitInFlight(1);
		call.dispose();
		awaitInFlight(0);
	}

	@Test
	void leavesNoCallInFlightThatIsInterrupted() throws InterruptedException {
		this.one.behave(Behaviour.hang());
		this.two.behave(Behaviour.hang());
		CountDownLatch ended = new CountDownLatch(1);
		Thread caller = new Thread(() -> {
			try {
				Client.REST_CLIENT.call(this.context, HttpMethod.GET);
			}
			catch (RuntimeException ex) {
				ended.countDown();
			}
		});
		caller.start();
		awaitInFlight(1);
		caller.interrupt();
		assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
		awaitInFlight(0);
	}

	private void awaitInFlight(int calls) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(Health.of(this.context, "inventory").inFlight()).isEqualTo(calls));
	}

	@ParameterizedTest
	@EnumSource
	void ejectsAnInstanceWhoseCallsTimeOut(Client client) {
		this.one.behave(Behaviour.hang());
		for (int i = 0; i < 40; i++) {
			try {
				client.call(this.context, HttpMethod.GET);
			}
			catch (RuntimeException ex) {
				this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory").reset();
			}
		}
		assertThat(this.one.requests).hasSizeLessThan(6);
		assertThat(this.two.requests).hasSizeGreaterThan(34);
	}

	@ParameterizedTest
	@EnumSource
	void ejectsAnInstanceThatFailsWhateverSendsTheRequests(Library library) {
		restart(Stream.concat(Stream.of(instances(this.one.port(), this.two.port())),
				Stream.of("resilience.client.targets.inventory.retry-budget.min-per-second=100",
						"resilience4j.circuitbreaker.instances.inventory.minimum-number-of-calls=100",
						"resilience.loadbalancing.algorithm=round-robin",
						"resilience.loadbalancing.ejection.consecutive-errors=2",
						"resilience.loadbalancing.ejection.time.base=1m"))
			.toArray(String[]::new));
		this.one.behave(Behaviour.answer(500, "broken"));
		Supplier<@Nullable String> client = library.client(this.context);
		IntStream.range(0, 40).forEach((i) -> assertThat(client.get()).isEqualTo("ok"));
		assertThat(this.one.requests).hasSize(2);
		assertThat(Health.of(this.context, "inventory").ejected()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void callsTheServiceOnStandbyWhileTheTargetIsDown(Client client) throws IOException {
		restart("resilience.loadbalancing.targets.inventory.standby.service=spare",
				INSTANCE.formatted("inventory", 0, freePort()), INSTANCE.formatted("spare", 0, this.one.port()));
		IntStream.range(0, 5).forEach((i) -> assertThat(client.call(this.context, HttpMethod.POST)).isEqualTo("ok"));
		assertThat(this.one.requests).hasSize(5);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	enum Client {

		REST_CLIENT {
			@Override
			String call(ConfigurableApplicationContext context, HttpMethod method) {
				return String.valueOf(context.getBean(RestClient.Builder.class)
					.build()
					.method(method)
					.uri(URL)
					.retrieve()
					.body(String.class));
			}
		},

		REST_TEMPLATE {
			@Override
			String call(ConfigurableApplicationContext context, HttpMethod method) {
				return String
					.valueOf(context.getBean(RestTemplate.class).exchange(URL, method, null, String.class).getBody());
			}
		},

		WEB_CLIENT {
			@Override
			String call(ConfigurableApplicationContext context, HttpMethod method) {
				return context.getBean(WebClient.Builder.class)
					.build()
					.method(method)
					.uri(URL)
					.retrieve()
					.bodyToMono(String.class)
					.blockOptional()
					.orElseThrow();
			}
		};

		abstract String call(ConfigurableApplicationContext context, HttpMethod method);

	}

	/**
	 * What sends the requests of a client.
	 */
	enum Library {

		REST_CLIENT_ON_APACHE {
			@Override
			Supplier<@Nullable String> client(ConfigurableApplicationContext context) {
				RestClient client = context.getBean(RestClient.Builder.class)
					.clone()
					.requestFactory(RequestFactoryKind.APACHE.create())
					.build();
				return () -> client.get().uri(URL).retrieve().body(String.class);
			}
		},

		HTTP_INTERFACE {
			@Override
			Supplier<@Nullable String> client(ConfigurableApplicationContext context) {
				RestClient client = context.getBean(RestClient.Builder.class).clone().baseUrl(URL).build();
				return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
					.build()
					.createClient(Inventory.class)::get;
			}
		},

		WEB_CLIENT_ON_NETTY {
			@Override
			Supplier<@Nullable String> client(ConfigurableApplicationContext context) {
				return webClient(context, new ReactorClientHttpConnector());
			}
		},

		WEB_CLIENT_ON_JETTY {
			@Override
			Supplier<@Nullable String> client(ConfigurableApplicationContext context) {
				return webClient(context, new JettyClientHttpConnector());
			}
		};

		abstract Supplier<@Nullable String> client(ConfigurableApplicationContext context);

		private static Supplier<@Nullable String> webClient(ConfigurableApplicationContext context,
				ClientHttpConnector connector) {
			WebClient client = context.getBean(WebClient.Builder.class).clone().clientConnector(connector).build();
			return () -> client.get().uri(URL).retrieve().bodyToMono(String.class).block();
		}

	}

	interface Inventory {

		@GetExchange("/")
		String get();

	}

}
