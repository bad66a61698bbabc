package io.github.resiliencestarter.fallback;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

import io.github.resiliencestarter.fallback.FallbackFixture.Response;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.web.client.HttpServerErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Last good answers in a Redis server, which is killed.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisLastGoodIT extends LastGoodCacheContract {

	@TempDir
	static Path directory;

	private @Nullable RealRedis redis;

	private RealRedis redis() {
		return Objects.requireNonNull(this.redis);
	}

	@Override
	void startCache() throws IOException {
		this.redis = new RealRedis(directory);
	}

	@Override
	void stopCache() {
		redis().close();
	}

	@Override
	Class<?> caching() {
		return Caching.class;
	}

	@Override
	String[] properties() {
		return new String[] { "redis.port=" + redis().port() };
	}

	@Test
	void otherInstanceUsesTheAnswer() {
		assertThat(get(this.context)).isEqualTo("good");
		this.server.response = new Response(503, "bad");
		try (ConfigurableApplicationContext other = run()) {
			Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(get(other)).isEqualTo("good"));
		}
	}

	@Test
	void callsContinueWhileRedisIsDead(CapturedOutput output) throws Exception {
		assertThat(get(this.context)).isEqualTo("good");
		redis().kill();
		try {
			assertThat(get(this.context)).isEqualTo("good");
			this.server.response = new Response(503, "bad");
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> get(this.context));
			}
			assertThat(output.getOut()).containsOnlyOnce("The cache for last good answers of HTTP clients failed");
		}
		finally {
			redis().restart();
		}
		this.server.response = new Response(200, "good again");
		Awaitility.await().untilAsserted(() -> {
			assertThat(get(this.context)).isEqualTo("good again");
			assertThat(output.getOut()).containsOnlyOnce("The cache for last good answers of HTTP clients works again");
		});
		this.server.response = new Response(503, "bad");
		Awaitility.await()
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(get(this.context)).isEqualTo("good again"));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Application.class)
	static class Caching {

		@Bean
		LettuceConnectionFactory connections(@Value("${redis.port}") int port) {
			return new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port));
		}

		@Bean
		CacheManager cacheManager(LettuceConnectionFactory connections) {
			return RedisCacheManager.create(connections);
		}

	}

}
