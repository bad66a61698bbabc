package io.github.resiliencestarter.http;

import java.time.Duration;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for response bodies of {@link WebClient} that are read as streams.
 */
@Timeout(60)
class StreamedWebClientResponseTests {

	private static final String LARGE = "x".repeat(200_000);

	@Test
	void freesThePlacesOfBodiesThatAreCancelled() throws Exception {
		run((server, context) -> {
			server.behave(Behaviour.answer(200, LARGE));
			for (int i = 0; i < 60; i++) {
				body(context, server).next().block();
			}
			assertThat(free(context)).isEqualTo(50);
		});
	}

	@Test
	void releasesThePermissionsOfUnreadBodiesAtTheTimeout() throws Exception {
		run((server, context) -> {
			server.behave(Behaviour.answer(200, LARGE));
			for (int i = 0; i < 4; i++) {
				context.getBean(WebClient.Builder.class)
					.build()
					.get()
					.uri("http://localhost:" + server.port())
					.retrieve()
					.toEntityFlux(DataBuffer.class)
					.block();
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(5))
				.untilAsserted(() -> assertThat(free(context)).isEqualTo(50));
			assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isZero();
		});
	}

	@Test
	void doesNotBlameTheTargetForASubscriberThatDelays() throws Exception {
		run((server, context) -> {
			server.behave(Behaviour.answer(200, LARGE));
			assertThat(body(context, server).delayElements(Duration.ofMillis(60)).reduce(0, Integer::sum).block())
				.isEqualTo(LARGE.length());
			assertHealthy(context);
		});
	}

	@Test
	void doesNotBlameTheTargetForASubscriberThatBlocks() throws Exception {
		run((server, context) -> {
			server.behave(Behaviour.answer(200, LARGE));
			assertThat(
					body(context, server).concatMap((length) -> Mono.just(length).delayElement(Duration.ofMillis(60)))
						.reduce(0, Integer::sum)
						.block())
				.isEqualTo(LARGE.length());
			assertThat(body(context, server).limitRate(1)
				.publishOn(Schedulers.boundedElastic(), 1)
				.map((length) -> Mono.just(length).delayElement(Duration.ofMillis(60)).blockOptional().orElseThrow())
				.reduce(0, Integer::sum)
				.block()).isEqualTo(LARGE.length());
			assertHealthy(context);
		});
	}

	@Test
	void endsABodyThatTheTargetDrips() throws Exception {
		run((server, context) -> {
			server.behave(Behaviour.drip());
			assertThat(HttpGuardContract
				.took(() -> assertThatException().isThrownBy(() -> body(context, server).blockLast())))
				.isLessThan(Duration.ofSeconds(3));
			assertThat(free(context)).isEqualTo(50);
			assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isOne();
		});
	}

	private static void assertHealthy(ConfigurableApplicationContext context) {
		assertThat(free(context)).isEqualTo(50);
		assertThat(breaker(context).getMetrics().getNumberOfFailedCalls()).isZero();
		assertThat(breaker(context).getMetrics().getNumberOfSlowCalls()).isZero();
		assertThat(breaker(context).getMetrics().getNumberOfSuccessfulCalls()).isPositive();
	}

	private static Flux<Integer> body(ConfigurableApplicationContext context, MisbehavingServer server) {
		return context.getBean(WebClient.Builder.class)
			.build()
			.get()
			.uri("http://localhost:" + server.port())
			.exchangeToFlux(StreamedWebClientResponseTests::lengths);
	}

	private static Flux<Integer> lengths(ClientResponse response) {
		return response.bodyToFlux(DataBuffer.class).map((buffer) -> {
			int length = buffer.readableByteCount();
			DataBufferUtils.release(buffer);
			return length;
		});
	}

	private static int free(ConfigurableApplicationContext context) {
		Bulkhead bulkhead = context.getBean(BulkheadRegistry.class).bulkhead("localhost");
		return bulkhead.getMetrics().getAvailableConcurrentCalls();
	}

	private static CircuitBreaker breaker(ConfigurableApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("localhost");
	}

	private static void run(Play play) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(
						HttpGuardContract.Application.class)
					.web(WebApplicationType.NONE)
					.properties("spring.http.clients.reactive.connector=jdk",
							"resilience4j.bulkhead.configs.default.max-concurrent-calls=50",
							"resilience4j.circuitbreaker.configs.default.slow-call-duration-threshold=400ms",
							"resilience.client.attempt-timeout=500ms", "spring.main.banner-mode=off")
					.run()) {
			play.run(server, context);
		}
	}

	@FunctionalInterface
	private interface Play {

		void run(MisbehavingServer server, ConfigurableApplicationContext context) throws Exception;

	}

}
