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
 * Lists of the instances of other services.
 *
 * @param firstListTimeout Time that the first call to a target waits for its list of
 * instances.
 * @param emptyAfter Time that a registry must list no instance at all before the last
 * list is given up; 0 believes it at once.
 * @param maxAge Age from which on a list that no registry confirms is warned about.
 * @param unusedAfter Time after which the instances of a target that is not called are no
 * longer watched.
 * @param maxTargets Number of targets whose instances are watched; those of others are
 * asked for with each call.
 * @param pollInterval Time between two questions to a registry that does not push, such
 * as ZooKeeper's or Eureka's.
 * @param cacheDirectory Directory that keeps the last lists, so that an application
 * starts while its registry is down. Not kept unless set.
 * @param consul How Consul is asked.
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
					"must not be negative; 0 believes an empty list at once");
		}
		if (maxTargets < 1) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".max-targets", maxTargets,
					"must be at least 1; to have Spring Cloud's own lists set resilience.discovery.enabled=false");
		}
	}

	private static void requirePositive(String name, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "." + name, duration,
					"must be longer than zero");
		}
	}

	/**
	 * How Consul is asked for instances.
	 *
	 * @param addresses Agents to ask, as host:port: the next one when one fails. Empty
	 * for the one of spring.cloud.consul.host and port.
	 * @param maxWait Time after which Consul answers although nothing has changed, from
	 * 1s to 10m.
	 * @param maxConnections Connections to Consul that lists may use, of the 200 that
	 * Consul allows per client address; targets beyond that are polled every 2s.
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
