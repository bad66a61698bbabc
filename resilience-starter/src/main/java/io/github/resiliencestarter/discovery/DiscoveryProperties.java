package io.github.resiliencestarter.discovery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Instance lists of other services.
 *
 * @param firstListTimeout Time that the first call to a target waits for its instance
 * list.
 * @param emptyAfter Time that a registry must list no instances before the last list is
 * discarded; 0 discards it immediately.
 * @param maxAge Age from which an unconfirmed list causes a warning.
 * @param unusedAfter Time without calls after which the instances of a target are no
 * longer watched.
 * @param maxTargets Maximum number of targets whose instances are watched; those of other
 * targets are queried for each call.
 * @param pollInterval Time between two queries to a registry that does not push changes,
 * such as ZooKeeper or Eureka.
 * @param cacheDirectory Directory that keeps the last lists, so that an application can
 * start while its registry is down. Without it, lists are not kept.
 * @param consul Queries to Consul.
 */
@ConfigurationProperties(DiscoveryProperties.PREFIX)
public record DiscoveryProperties(@DefaultValue("2s") Duration firstListTimeout,
		@DefaultValue("10m") Duration emptyAfter, @DefaultValue("5m") Duration maxAge,
		@DefaultValue("15m") Duration unusedAfter, @DefaultValue("500") int maxTargets,
		@DefaultValue("5s") Duration pollInterval, @Nullable Path cacheDirectory,
		@NestedConfigurationProperty @DefaultValue Consul consul) {

	static final String PREFIX = "resilience.discovery";

	public DiscoveryProperties {
		requirePositive("first-list-timeout", firstListTimeout);
		requirePositive("max-age", maxAge);
		requirePositive("unused-after", unusedAfter);
		requirePositive("poll-interval", pollInterval);
		if (emptyAfter.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".empty-after", emptyAfter,
					"must not be negative; 0 accepts an empty list immediately");
		}
		if (maxTargets < 1) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".max-targets", maxTargets,
					"must be at least 1; to use Spring Cloud's own lists, set resilience.discovery.enabled=false");
		}
	}

	private static void requirePositive(String name, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "." + name, duration,
					"must be longer than zero");
		}
	}

	/**
	 * Queries to Consul for instances.
	 *
	 * @param addresses Agents to query, as host:port; if one fails, the next one is used.
	 * By default, the agent at spring.cloud.consul.host and port.
	 * @param maxWait Time after which Consul responds even if nothing has changed, from
	 * 1s to 10m.
	 * @param maxConnections Maximum number of connections to Consul, which allows 200 per
	 * client address; targets beyond that are polled every 2s.
	 */
	public record Consul(@DefaultValue List<String> addresses, @DefaultValue("25s") Duration maxWait,
			@DefaultValue("100") int maxConnections) {

		private static final int LEAST_CONNECTIONS = 4;

		private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/\\[\\]@?#]+):\\d{1,5}");

		private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

		private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

		public Consul {
			addresses = List.copyOf(addresses);
			for (String address : addresses) {
				if (!ADDRESS.matcher(address).matches() || port(address) > 65535) {
					throw new InvalidConfigurationPropertyValueException(PREFIX + ".consul.addresses", address,
							"must be host:port, such as 10.0.0.1:8500; "
									+ "spring.cloud.consul.scheme says whether it is HTTPS");
				}
			}
			if (maxWait.compareTo(SHORTEST_WAIT) < 0 || maxWait.compareTo(LONGEST_WAIT) > 0) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + ".consul.max-wait", maxWait,
						"must be from 1s to 10m, the longest that Consul waits");
			}
			if (maxConnections < LEAST_CONNECTIONS) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + ".consul.max-connections", maxConnections,
						"must be at least 4");
			}
		}

		static String host(String address) {
			return address.substring(0, address.lastIndexOf(':'));
		}

		static int port(String address) {
			return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
		}

	}

}
