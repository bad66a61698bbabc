package io.github.resiliencestarter.caller;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import io.github.resiliencestarter.StarterContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallerAutoConfiguration}.
 */
class CallerAutoConfigurationTests {

	private static final String LIMIT = "resilience.caller.limit.limit-for-period=5";

	private final List<String> callers = new CopyOnWriteArrayList<>();

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			this.callers.add(String.valueOf(exchange.getRequestHeaders().get("X-Caller-Application")));
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void nothingIsLimitedOrSentByDefault() {
		StarterContext.webRunner()
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CallerLimits.class)
				.doesNotHaveBean("callerHeaderRequestTransformer")
				.doesNotHaveBean("callerHeaderClientRequestTransformer"));
	}

	@Test
	void limitsServletAndReactiveApplications() {
		StarterContext.webRunner()
			.withPropertyValues(LIMIT)
			.run((context) -> assertThat(
					context.getBean("callerLimitFilterRegistration", FilterRegistrationBean.class).getOrder())
				.isEqualTo(-90));
		StarterContext.reactiveWebRunner()
			.withPropertyValues(LIMIT)
			.run((context) -> assertThat(context).hasSingleBean(CallerLimitWebFilter.class));
		StarterContext.runner()
			.withPropertyValues(LIMIT)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallerLimits.class));
	}

	@Test
	void countsRejectionsByCaller() {
		StarterContext.webRunner()
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("resilience.caller.limit.limit-for-period=1",
					"resilience.caller.limit.limit-refresh-period=1h", "resilience.caller.limit.callers.orders=1")
			.run((context) -> {
				CallerLimits limits = context.getBean(CallerLimits.class);
				List.of("orders", "orders", "a", "a", "b", "b").forEach(limits::admit);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("resilience.caller.rejected").tag("caller", "orders").counter().count()).isOne();
				assertThat(meters.get("resilience.caller.rejected").tag("caller", "other").counter().count())
					.isEqualTo(2);
			});
	}

	@Test
	void sendsTheNameOfTheApplicationToDiscoveredInstances() {
		StarterContext.runner()
			.withUserConfiguration(Clients.class)
			.withPropertyValues("spring.application.name=storefront", "resilience.caller.send=true",
					"spring.cloud.discovery.client.simple.instances.inventory[0].uri=http://127.0.0.1:"
							+ this.server.getAddress().getPort())
			.run((context) -> {
				context.getBean(RestClient.Builder.class)
					.build()
					.get()
					.uri("http://inventory/x")
					.retrieve()
					.toBodilessEntity();
				context.getBean(WebClient.Builder.class)
					.build()
					.get()
					.uri("http://inventory/x")
					.retrieve()
					.toBodilessEntity()
					.block();
				context.getBean("external", RestClient.class)
					.get()
					.uri("http://127.0.0.1:%d/x".formatted(this.server.getAddress().getPort()))
					.retrieve()
					.toBodilessEntity();
				assertThat(this.callers).containsExactly("[storefront]", "[storefront]", "null");
			});
	}

	@ParameterizedTest
	@CsvSource({ "header, a b, must be the name of a header", "header, '', must be the name of a header",
			"limit.limit-for-period, 0, from 1 to", "limit.limit-for-period, -1, from 1 to",
			"limit.limit-for-period, 1000001, from 1 to", "limit.limit-refresh-period, 0s, from 1ms to 1h",
			"limit.limit-refresh-period, 2h, from 1ms to 1h", "limit.max-callers, 0, from 1 to",
			"limit.callers.orders, 5, needs resilience.caller.limit.limit-for-period" })
	void wrongValueStopsTheStart(String key, String value, String reason) {
		StarterContext.webRunner()
			.withPropertyValues("resilience.caller." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(reason));
	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		@LoadBalanced
		RestClient.Builder restClientBuilder() {
			return RestClient.builder();
		}

		@Bean
		@LoadBalanced
		WebClient.Builder webClientBuilder() {
			return WebClient.builder();
		}

		@Bean
		RestClient external() {
			return RestClient.create();
		}

	}

}
