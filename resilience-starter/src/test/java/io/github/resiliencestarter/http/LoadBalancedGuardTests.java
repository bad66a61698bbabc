package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.resiliencestarter.http.HttpGuardContract.Events;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for guarded load-balanced clients that are defined by users.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadBalancedGuardTests {

	private static final String URL = "http://inventory/";

	private MisbehavingServer bad;

	private MisbehavingServer good;

	private ConfigurableApplicationContext context;

	private Events events;

	@BeforeAll
	void start() throws IOException {
		this.bad = new MisbehavingServer();
		this.good = new MisbehavingServer();
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.cloud.discovery.client.simple.instances.inventory[0].uri=" + uri(this.bad),
					"spring.cloud.discovery.client.simple.instances.inventory[1].uri=" + uri(this.good),
					"resilience4j.retry.configs.default.wait-duration=10ms",
					"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=100",
					"resilience.client.retry-budget.min-per-second=100",
					"spring.cloud.loadbalancer.cache.enabled=false", "spring.http.clients.reactive.connector=jdk",
					"spring.main.banner-mode=off")
			.run();
		this.events = this.context.getBean(Events.class);
	}

	private static String uri(MisbehavingServer server) {
		return "http://127.0.0.1:" + server.port();
	}

	@AfterAll
	void stop() throws IOException {
		this.context.close();
		this.bad.close();
		this.good.close();
	}

	@BeforeEach
	void reset() {
		this.events.all.clear();
		this.bad.behave(Behaviour.answer(503, "bad"));
		this.good.behave(Behaviour.answer(200, "good"));
	}

	@Test
	void eachRetryOfARestClientGoesToAnotherInstance() {
		RestClient client = this.context.getBean(RestClient.Builder.class).build();
		eachRetryGoesToAnotherInstance((url) -> String.valueOf(client.get().uri(url).retrieve().body(String.class)));
	}

	@Test
	void eachRetryOfARestTemplateGoesToAnotherInstance() {
		RestTemplate client = this.context.getBean(RestTemplate.class);
		eachRetryGoesToAnotherInstance((url) -> String.valueOf(client.getForObject(url, String.class)));
	}

	@Test
	void eachRetryOfAWebClientGoesToAnotherInstance() {
		WebClient client = this.context.getBean(WebClient.Builder.class).build();
		eachRetryGoesToAnotherInstance(
				(url) -> client.get().uri(url).retrieve().bodyToMono(String.class).blockOptional().orElseThrow());
	}

	private void eachRetryGoesToAnotherInstance(Function<String, String> call) {
		IntStream.range(0, 6).forEach((i) -> assertThat(call.apply(URL)).isEqualTo("good"));
		assertThat(this.good.requests).hasSize(6)
			.allSatisfy((request) -> assertThat(request.headers()).containsKey("X-Request-Timeout-Ms"));
		assertThat(this.bad.requests).isNotEmpty();
		assertThat(this.events.all).doesNotContain("attempt 3 Failure", "attempt 3 Success");
	}

	@Test
	void retriesOnTheSameInstanceWhenThereIsNoOther() {
		this.good.behave(Behaviour.answer(503, "bad"));
		RestClient client = this.context.getBean(RestClient.Builder.class).build();
		assertThatException().isThrownBy(() -> client.get().uri(URL).retrieve().toBodilessEntity());
		assertThat(this.bad.requests.size() + this.good.requests.size()).isEqualTo(3);
	}

	@Test
	void failsAsTheTargetsFaultWhenThereIsNoInstanceAtAll() {
		RestClient client = this.context.getBean(RestClient.Builder.class).build();
		assertThatException().isThrownBy(() -> client.post().uri("http://nobody/").retrieve().toBodilessEntity());
		assertThat(this.events.all).containsExactly("attempt 1 Failure", "attempt 2 Failure", "attempt 3 Failure",
				"call ERROR");
	}

	@Test
	void guardIsThereOnceAndOutermost() {
		List<ClientHttpRequestInterceptor> interceptors = new CopyOnWriteArrayList<>();
		this.context.getBean(RestClient.Builder.class).requestInterceptors(interceptors::addAll);
		assertThat(interceptors).first().isInstanceOf(GuardInterceptor.class);
		assertThat(interceptors).filteredOn(GuardInterceptor.class::isInstance).hasSize(1);
		assertThat(this.context.getBean(RestTemplate.class).getInterceptors()).first()
			.isInstanceOf(GuardInterceptor.class);
	}

	@Test
	void singleCallCanGoUnguarded() {
		RestClient client = this.context.getBean(RestClient.Builder.class)
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
		client.get().uri(URL).attribute(Unguarded.ATTRIBUTE, true).retrieve().toBodilessEntity();
		assertThat(this.bad.requests.size() + this.good.requests.size()).isOne();
		assertThat(this.events.all).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	@Import(LoadBalancedClients.class)
	@LoadBalancerClients(defaultConfiguration = FirstOfTheList.class)
	static class Application {

	}

	/**
	 * Load balancer that always prefers the bad instance.
	 */
	static class FirstOfTheList {

		@Bean
		ReactorServiceInstanceLoadBalancer firstOfTheList(ObjectProvider<ServiceInstanceListSupplier> suppliers) {
			return (request) -> suppliers.getObject()
				.get(request)
				.next()
				.map((instances) -> instances.isEmpty() ? new EmptyResponse() : new DefaultResponse(instances.get(0)));
		}

	}

}
