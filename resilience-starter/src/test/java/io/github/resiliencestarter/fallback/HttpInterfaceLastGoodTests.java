package io.github.resiliencestarter.fallback;

import java.net.URI;

import io.github.resiliencestarter.annotation.LastGoodAnswer;
import io.github.resiliencestarter.fallback.FallbackFixture.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Last good answers of HTTP interfaces.
 */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class HttpInterfaceLastGoodTests {

	private final FallbackFixture server = new FallbackFixture();

	private ConfigurableApplicationContext context;

	private StockApi api;

	@BeforeAll
	void start() {
		String url = URI.create(this.server.url("")).resolve("/").toString();
		this.context = FallbackFixture.run(Application.class, "spring.http.serviceclient.stock.base-url=" + url);
		this.api = this.context.getBean(StockApi.class);
	}

	@AfterAll
	void stop() {
		this.context.close();
		this.server.close();
	}

	@BeforeEach
	void reset() {
		this.server.reset();
		cache().clear();
	}

	@Test
	void callerGetsTheLastGoodAnswer() {
		assertThat(this.api.stock("a").getBody()).isEqualTo("good");
		awaitKept();
		this.server.response = new Response(503, "bad");
		ResponseEntity<String> stale = this.api.stock("a");
		assertThat(stale.getBody()).isEqualTo("good");
		assertThat(stale.getHeaders().containsHeader("Resilience-Stale")).isTrue();
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> this.api.stock("b"));
	}

	@Test
	void methodWithoutTheAnnotationHasNone() {
		this.api.plain("c");
		this.server.response = new Response(503, "bad");
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> this.api.plain("c"));
	}

	@Test
	void keyTellsUsersApart() {
		this.api.ofUser("d", "anna");
		awaitKept();
		this.server.response = new Response(503, "bad");
		assertThat(this.api.ofUser("d", "anna")).isEqualTo("good");
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> this.api.ofUser("d", "bert"));
	}

	@Test
	void ownFactoryTakesTheProcessor() {
		RestClient client = this.context.getBean(RestClient.Builder.class).baseUrl(this.server.url("")).build();
		StockApi own = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
			.httpRequestValuesProcessor(this.context.getBean(LastGoodProcessor.class))
			.build()
			.createClient(StockApi.class);
		own.stock("e");
		awaitKept();
		this.server.response = new Response(503, "bad");
		assertThat(own.stock("e").getBody()).isEqualTo("good");
	}

	@Test
	void clientMayBeReactive() {
		WebClient client = this.context.getBean(WebClient.Builder.class).baseUrl(this.server.url("")).build();
		StockApi own = HttpServiceProxyFactory.builderFor(WebClientAdapter.create(client))
			.httpRequestValuesProcessor(this.context.getBean(LastGoodProcessor.class))
			.build()
			.createClient(StockApi.class);
		own.ofUser("f", "anna");
		awaitKept();
		this.server.response = new Response(503, "bad");
		assertThat(own.ofUser("f", "anna")).isEqualTo("good");
		assertThatException().isThrownBy(() -> own.ofUser("f", "bert"));
	}

	private void awaitKept() {
		Awaitility.await().untilAsserted(() -> assertThat(cache().getNativeCache()).hasSize(1));
	}

	private ConcurrentMapCache cache() {
		return (ConcurrentMapCache) java.util.Objects
			.requireNonNull(this.context.getBean(CacheManager.class).getCache("resilience-last-good-answers"));
	}

	interface StockApi {

		@LastGoodAnswer(maxStale = "10m")
		@GetExchange("/stock/{sku}")
		ResponseEntity<String> stock(@PathVariable String sku);

		@GetExchange("/stock/{sku}")
		String plain(@PathVariable String sku);

		@LastGoodAnswer(maxStale = "10m", key = "#user")
		@GetExchange("/stock/{sku}")
		String ofUser(@PathVariable String sku, @RequestHeader("Authorization") String user);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "stock", types = StockApi.class)
	static class Application {

		@Bean
		CacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

}
