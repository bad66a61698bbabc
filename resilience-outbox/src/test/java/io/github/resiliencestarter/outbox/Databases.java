package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Databases and settings for tests.
 */
final class Databases {

	private Databases() {
	}

	static HikariDataSource h2() {
		return open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa");
	}

	static HikariDataSource h2WithoutAutoCommit() {
		HikariConfig config = config("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa");
		config.setAutoCommit(false);
		return new HikariDataSource(config);
	}

	static HikariDataSource open(String url, String user) {
		return new HikariDataSource(config(url, user));
	}

	private static HikariConfig config(String url, String user) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setUsername(user);
		config.setMaximumPoolSize(24);
		config.setMinimumIdle(1);
		config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
		return config;
	}

	static OutboxProperties properties(String... pairs) {
		Map<String, Object> values = new HashMap<>(
				Map.of("resilience.outbox.poll-interval", "50ms", "resilience.outbox.node-timeout", "4s"));
		for (int i = 0; i < pairs.length; i += 2) {
			values.put("resilience.outbox." + pairs[i], pairs[i + 1]);
		}
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("resilience.outbox",
				OutboxProperties.class);
	}

}
