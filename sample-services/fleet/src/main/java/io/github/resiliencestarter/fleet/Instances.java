package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.stream.Stream;

/**
 * Names of the instances of a fleet.
 */
final class Instances {

	/**
	 * The sample services that {@code up} builds and starts, in the order of their calls.
	 */
	static final List<String> APPLICATIONS = List.of("storefront", "orders", "inventory");

	/**
	 * The instances of the sample services, in the order of their calls.
	 */
	static final List<String> SERVICES = List.of("storefront-1", "orders-1", "orders-2", "inventory-1", "inventory-2");

	/**
	 * Spare instance of inventory, which only {@code start} starts.
	 */
	static final String SPARE = "inventory-3";

	/**
	 * The sample service with a protocol of its own.
	 */
	static final String PRICING = "pricing";

	/**
	 * Instances of pricing, which only {@code start} starts.
	 */
	static final List<String> PRICES = List.of("pricing-1", "pricing-2");

	/**
	 * Instances that only {@code start} starts.
	 */
	static final List<String> ON_REQUEST = Stream.concat(Stream.of(SPARE), PRICES.stream()).toList();

	static final String CONSUL = "consul";

	static final String PROMETHEUS = "prometheus";

	static final String HAPROXY = "haproxy";

	static final String GRAFANA = "grafana";

	static final String WEB_CONSOLE = "console";

	/**
	 * The instances of the services, including those that only {@code start} starts.
	 */
	static final List<String> ALL_SERVICES = Stream.concat(SERVICES.stream(), ON_REQUEST.stream()).toList();

	/**
	 * Names that commands accept.
	 */
	static final List<String> ALL = Stream.concat(ALL_SERVICES.stream(), Stream.of(CONSUL, PROMETHEUS, HAPROXY))
		.toList();

	private Instances() {
	}

	/**
	 * Returns the name of an instance's service in Consul.
	 */
	static String service(String name) {
		return name.replaceFirst("-[^-]*$", "");
	}

}
