package io.github.resiliencestarter.http;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.resttestclient.TestRestTemplate;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.test.web.client.ExpectedCount;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.test.web.client.match.MockRestRequestMatchers;
import org.springframework.test.web.client.response.MockRestResponseCreators;
import org.springframework.test.web.reactive.server.HttpHandlerConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link TestClients}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestClientsTests {

	private static final String URL = "http://inventory/items";

	private MisbehavingServer server;

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() throws Exception {
		this.server = new MisbehavingServer();
		this.context = run();
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(HttpGuardContract.Application.class).web(WebApplicationType.NONE)
			.properties("resilience4j.retry.configs.default.wait-duration=10ms",
					"spring.http.clients.imperative.factory=jdk", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	@AfterAll
	void stop() throws Exception {
		this.context.close();
		this.server.close();
	}

	@Test
	void leavesATestRestTemplateAlone() {
		TestRestTemplate template = new TestRestTemplate(this.context.getBean(RestTemplateBuilder.class));
		assertThat(requestsOf(template)).isOne();
		assertThat(requestsOf(template.withBasicAuth("user", "secret"))).isOne();
		assertThat(this.context.getBean(CircuitBreakerRegistry.class).find("localhost")).isEmpty();
	}

	@Test
	void guardsATestRestTemplateIfToldTo() {
		try (ConfigurableApplicationContext context = run("resilience.http.guard-test-clients=true")) {
			assertThat(requestsOf(new TestRestTemplate(context.getBean(RestTemplateBuilder.class)))).isEqualTo(3);
		}
	}

	private int requestsOf(TestRestTemplate template) {
		this.server.behave(Behaviour.answer(500, "failed"));
		assertThat(
				template.getForEntity("http://localhost:" + this.server.port(), String.class).getStatusCode().value())
			.isEqualTo(500);
		return this.server.requests.size();
	}

	@Test
	void leavesARestTemplateThatIsBoundToAMockAlone() {
		RestTemplate restTemplate = this.context.getBean(RestTemplateBuilder.class).build();
		MockRestServiceServer mock = failing(MockRestServiceServer.bindTo(restTemplate).build());
		assertThatException().isThrownBy(() -> restTemplate.getForObject(URL, String.class));
		mock.verify();
	}

	@Test
	void leavesARestTemplateThatIsBoundToABufferingMockAlone() {
		RestTemplate restTemplate = this.context.getBean(RestTemplateBuilder.class).build();
		MockRestServiceServer mock = failing(MockRestServiceServer.bindTo(restTemplate).bufferContent().build());
		assertThatException().isThrownBy(() -> restTemplate.getForObject(URL, String.class));
		mock.verify();
	}

	@Test
	void leavesARestClientThatIsBoundToAMockAlone() {
		RestClient.Builder builder = this.context.getBean(RestClient.Builder.class);
		MockRestServiceServer mock = failing(MockRestServiceServer.bindTo(builder).build());
		RestClient client = builder.build();
		assertThatException().isThrownBy(() -> client.get().uri(URL).retrieve().body(String.class));
		mock.verify();
		assertThat(this.context.getBean(CircuitBreakerRegistry.class).find("inventory")).isEmpty();
	}

	@Test
	void guardsARestClientThatIsBoundToAMockIfToldTo() {
		try (ConfigurableApplicationContext context = run("resilience.http.guard-test-clients=true")) {
			RestClient.Builder builder = context.getBean(RestClient.Builder.class);
			MockRestServiceServer mock = MockRestServiceServer.bindTo(builder).build();
			mock.expect(ExpectedCount.times(3), MockRestRequestMatchers.requestTo(URL))
				.andRespond(MockRestResponseCreators.withServerError());
			assertThatException().isThrownBy(() -> builder.build().get().uri(URL).retrieve().body(String.class));
			mock.verify();
		}
	}

	@Test
	void leavesARestClientOverAMockOfItsRequestFactoryAlone() throws Exception {
		ClientHttpRequestFactory factory = mock(ClientHttpRequestFactory.class);
		given(factory.createRequest(any(), any())).willAnswer((call) -> {
			MockClientHttpRequest request = new MockClientHttpRequest(call.getArgument(1),
					call.getArgument(0, URI.class));
			request.setResponse(new MockClientHttpResponse(new byte[0], 503));
			return request;
		});
		RestClient client = this.context.getBean(RestClient.Builder.class).requestFactory(factory).build();
		assertThatException().isThrownBy(() -> client.get().uri(URL).retrieve().body(String.class));
		then(factory).should().createRequest(any(), any());
		assertThat(this.context.getBean(CircuitBreakerRegistry.class).find("inventory")).isEmpty();
	}

	@Test
	void leavesAWebClientOverAMockAlone() {
		ExchangeFunction exchange = mock(ExchangeFunction.class);
		given(exchange.exchange(any()))
			.willReturn(Mono.just(ClientResponse.create(HttpStatus.SERVICE_UNAVAILABLE).build()));
		for (WebClient.Builder builder : List.of(this.context.getBean(WebClient.Builder.class),
				this.context.getBean(WebClient.Builder.class).filter((request, next) -> next.exchange(request)))) {
			WebClient client = builder.exchangeFunction(exchange).build();
			assertThatException().isThrownBy(() -> client.get().uri(URL).retrieve().toBodilessEntity().block());
		}
		then(exchange).should(times(2)).exchange(any());
		assertThat(this.context.getBean(CircuitBreakerRegistry.class).find("inventory")).isEmpty();
	}

	@Test
	void leavesAWebClientThatCallsAHandlerAlone() {
		AtomicInteger calls = new AtomicInteger();
		HttpHandler handler = (request, response) -> {
			calls.incrementAndGet();
			response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
			return response.setComplete();
		};
		WebClient client = this.context.getBean(WebClient.Builder.class)
			.clientConnector(new HttpHandlerConnector(handler))
			.build();
		assertThatException().isThrownBy(() -> client.get().uri(URL).retrieve().toBodilessEntity().block());
		assertThat(calls).hasValue(1);
	}

	@Test
	void guardsAWebClientOverAMockIfToldTo() {
		try (ConfigurableApplicationContext context = run("resilience.http.guard-test-clients=true")) {
			ExchangeFunction exchange = mock(ExchangeFunction.class);
			given(exchange.exchange(any()))
				.willReturn(Mono.just(ClientResponse.create(HttpStatus.SERVICE_UNAVAILABLE).build()));
			WebClient client = context.getBean(WebClient.Builder.class).exchangeFunction(exchange).build();
			assertThatException().isThrownBy(() -> client.get().uri(URL).retrieve().toBodilessEntity().block());
			then(exchange).should(times(3)).exchange(any());
		}
	}

	private static MockRestServiceServer failing(MockRestServiceServer mock) {
		mock.expect(ExpectedCount.once(), MockRestRequestMatchers.requestTo(URL))
			.andRespond(MockRestResponseCreators.withServerError());
		return mock;
	}

}
