package io.github.resiliencestarter.fallback;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;

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
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contract of last good answers in the cache of one library.
 */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
abstract class LastGoodCacheContract {

	final FallbackFixture server = new FallbackFixture();

	ConfigurableApplicationContext context;

	/**
	 * Return the configuration with the {@link CacheManager}.
	 */
	abstract Class<?> caching();

	/**
	 * Return properties of that configuration.
	 */
	String[] properties() {
		return new String[0];
	}

	/**
	 * Start the server of the cache.
	 */
	void startCache() throws IOException {
	}

	/**
	 * Stop the server of the cache.
	 */
	void stopCache() {
	}

	@BeforeAll
	void start() throws IOException {
		startCache();
		this.context = run();
	}

	ConfigurableApplicationContext run() {
		String[] properties = Arrays.copyOf(properties(), properties().length + 2);
		properties[properties.length - 1] = "resilience.fallback.targets.localhost.last-good-answer.max-stale=10m";
		properties[properties.length - 2] = "resilience.fallback.last-good-answer.cache-timeout=2s";
		return FallbackFixture.run(caching(), properties);
	}

	@AfterAll
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
		this.server.close();
		stopCache();
	}

	@BeforeEach
	void reset() {
		this.server.reset();
	}

	@Test
	void callerOfAClientGetsTheLastGoodAnswer() {
		assertThat(get(this.context)).isEqualTo("good");
		this.server.response = new Response(503, "bad");
		Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(get(this.context)).isEqualTo("good"));
	}

	@Test
	void callerOfAMethodGetsTheLastGoodAnswer() {
		Prices prices = this.context.getBean(Prices.class);
		Price price = prices.price("a", false);
		Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(prices.price("a", true)).isEqualTo(price));
	}

	String get(ConfigurableApplicationContext context) {
		RestClient client = context.getBean(RestClient.Builder.class).build();
		return String.valueOf(client.get().uri(this.server.url("/a")).retrieve().body(String.class));
	}

	record Price(String sku, int cents) implements Serializable {

	}

	static class Prices {

		@LastGoodAnswer(maxStale = "10m", key = "#sku")
		public Price price(String sku, boolean failing) {
			if (failing) {
				throw new IllegalStateException("down");
			}
			return new Price(sku, 100);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Prices prices() {
			return new Prices();
		}

	}

}
