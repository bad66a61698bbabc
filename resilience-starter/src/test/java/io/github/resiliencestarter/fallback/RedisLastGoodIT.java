package io.github.resiliencestarter.fallback;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import io.github.resiliencestarter.fallback.FallbackFixture.Response;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.support.SimpleCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.HttpServerErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Last good answers in a Redis server, which is killed.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisLastGoodIT extends LastGoodCacheContract {

	@TempDir
	static @Nullable Path directory;

	private @Nullable RealRedis redis;

	private RealRedis redis() {
		return Objects.requireNonNull(this.redis);
	}

	@Override
	void startCache() throws IOException {
		this.redis = new RealRedis(Objects.requireNonNull(directory));
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

		@Bean(destroyMethod = "shutdown")
		RedisClient redisClient(@Value("${redis.port}") int port) {
			return RedisClient.create(RedisURI.create("127.0.0.1", port));
		}

		@Bean(destroyMethod = "close")
		StatefulRedisConnection<byte[], byte[]> connection(RedisClient client) {
			return client.connect(ByteArrayCodec.INSTANCE);
		}

		@Bean
		CacheManager cacheManager(StatefulRedisConnection<byte[], byte[]> connection) {
			SimpleCacheManager manager = new SimpleCacheManager();
			manager.setCaches(List.of(new RedisCache("resilience-last-good-answers", connection.sync())));
			return manager;
		}

	}

}
