package io.github.resiliencestarter.fallback;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.circuitbreaker.httpservice.CircuitBreakerRestClientHttpServiceGroupConfigurer;
import org.springframework.cloud.client.circuitbreaker.httpservice.CircuitBreakerWebClientHttpServiceGroupConfigurer;
import org.springframework.cloud.client.circuitbreaker.httpservice.HttpServiceFallback;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpServiceFallbackAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = StarterContext.runner()
		.withUserConfiguration(Clients.class)
		.withPropertyValues("spring.http.reactiveclient.connector=jdk");

	private HttpServer server;

	@BeforeEach
	void startServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(500, -1);
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stopServer() {
		this.server.stop(0);
	}

	@Test
	void fallbackOfABlockingInterfaceAnswers() {
		run((context) -> assertThat(context.getBean(Prices.class).price()).isEqualTo("list price"));
	}

	@Test
	void fallbackOfAReactiveInterfaceAnswers() {
		run((context) -> assertThat(context.getBean(ReactivePrices.class).price().block()).isEqualTo("list price"));
	}

	@Test
	void failureWithoutAFallbackReachesTheCallerAsItIs() {
		run((context) -> assertThatExceptionOfType(HttpServerErrorException.class)
			.isThrownBy(() -> context.getBean(Stock.class).stock()));
	}

	@Test
	void springCloudsBreakerIsNotAroundTheCall() {
		run((context) -> {
			context.getBean(Prices.class).price();
			// Of the target, which is the host: three attempts, and nothing around them
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("127.0.0.1")
				.getMetrics()
				.getNumberOfFailedCalls()).isEqualTo(3);
			assertThat(context.getBean(CircuitBreakerRegistry.class).find("prices")).isEmpty();
		});
	}

	@Test
	void springCloudsOwnIsBackWhenAskedFor() {
		this.contextRunner.withPropertyValues("spring.cloud.circuitbreaker.http-services.enabled=true")
			.run((context) -> assertThat(context)
				.hasSingleBean(CircuitBreakerRestClientHttpServiceGroupConfigurer.class)
				.doesNotHaveBean("httpServiceFallbackRestClientConfigurer"));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.fallback.enabled=false")
			.run((context) -> assertThat(context)
				.doesNotHaveBean(CircuitBreakerRestClientHttpServiceGroupConfigurer.class));
	}

	@Test
	void worksWithoutWebFlux() {
		StarterContext.runner()
			.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(CircuitBreakerRestClientHttpServiceGroupConfigurer.class));
	}

	@Test
	void hasTheReactiveConfigurerWithWebFlux() {
		run((context) -> assertThat(context).hasSingleBean(CircuitBreakerWebClientHttpServiceGroupConfigurer.class)
			.hasSingleBean(WebClient.Builder.class));
	}

	private void run(Consumer<AssertableApplicationContext> test) {
		String url = "http://127.0.0.1:" + this.server.getAddress().getPort();
		this.contextRunner
			.withPropertyValues("spring.http.serviceclient.prices.base-url=" + url,
					"spring.http.serviceclient.stock.base-url=" + url,
					"spring.http.serviceclient.reactive-prices.base-url=" + url)
			.run(test::accept);
	}

	interface Prices {

		@GetExchange("/price")
		String price();

	}

	interface Stock {

		@GetExchange("/stock")
		String stock();

	}

	interface ReactivePrices {

		@GetExchange("/price")
		Mono<String> price();

	}

	public static class ListPrice {

		public String price() {
			return "list price";
		}

	}

	public static class ReactiveListPrice {

		public Mono<String> price() {
			return Mono.just("list price");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "prices", types = Prices.class)
	@ImportHttpServices(group = "stock", types = Stock.class)
	@ImportHttpServices(group = "reactive-prices", types = ReactivePrices.class, clientType = ClientType.WEB_CLIENT)
	@HttpServiceFallback(value = ListPrice.class, group = "prices")
	@HttpServiceFallback(value = ReactiveListPrice.class, group = "reactive-prices")
	static class Clients {

	}

}
