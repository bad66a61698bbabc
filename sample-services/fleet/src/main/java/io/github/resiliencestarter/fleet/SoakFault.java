package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fault of a soak test. It may end the processes of {@code orders-2} and
 * {@code inventory-2}, but of none of {@link #SURVIVORS}.
 *
 * @param says the fault, in words
 * @param begin starts the fault
 * @param end ends the fault
 */
record SoakFault(String says, Consumer<FleetControl> begin, Consumer<FleetControl> end) {

	/**
	 * Instances whose processes run during the whole soak test.
	 */
	static final List<String> SURVIVORS = List.of("storefront-1", "orders-1", "inventory-1");

	/**
	 * Applied in turn, one each minute.
	 */
	static final List<SoakFault> ALL = List.of(
			new SoakFault("one of two inventory instances is killed (kill -9)", kill("inventory-2"),
					start("inventory-2")),
			new SoakFault("one of two inventory instances is 20 times slower (200 ms)",
					fault("latency=200ms", "inventory-1"), fault("none", "inventory-1")),
			new SoakFault("one of two inventory instances fails half of its requests",
					fault("error=50%", "inventory-1"), fault("none", "inventory-1")),
			new SoakFault("one of two inventory instances hangs (SIGSTOP)", (fleet) -> fleet.pause("inventory-1"),
					(fleet) -> fleet.resume("inventory-1")),
			new SoakFault("one of two orders instances restarts (SIGTERM)", (fleet) -> fleet.stop("orders-2"),
					start("orders-2")),
			new SoakFault("an override changes a timeout", SoakFault::override,
					(fleet) -> overrides(fleet).delete(SoakFault.OVERRIDE)),
			new SoakFault("one of two orders instances is killed (kill -9)", kill("orders-2"), start("orders-2")),
			new SoakFault("Consul is killed", kill(Instances.CONSUL), start(Instances.CONSUL)),
			new SoakFault("all inventory instances fail all requests",
					fault("error=100%", "inventory-1", "inventory-2"), fault("none", "inventory-1", "inventory-2")));

	private static final String OVERRIDE = "soak";

	private static final Duration EXPIRY = Duration.ofMinutes(5);

	/**
	 * The fault of a minute.
	 */
	static SoakFault of(int minute) {
		return ALL.get(minute % ALL.size());
	}

	private static Consumer<FleetControl> kill(String name) {
		return (fleet) -> fleet.kill(name);
	}

	private static Consumer<FleetControl> start(String name) {
		return (fleet) -> fleet.start(name);
	}

	private static Consumer<FleetControl> fault(String fault, String... names) {
		return (fleet) -> List.of(names).forEach((name) -> fleet.fault(name, fault));
	}

	private static OverrideStore overrides(FleetControl fleet) {
		return new OverrideStore(fleet.port(Instances.CONSUL), "");
	}

	private static void override(FleetControl fleet) {
		overrides(fleet).create(new OverrideDocument(OVERRIDE,
				Json.write(Map.of("version", 1, "selector", Map.of("application", "orders"), "action",
						Map.of("settings", Map.of("resilience.client.targets.inventory.timeout", "1500ms")), "owner",
						OVERRIDE, "reason", OVERRIDE, "expiry",
						InstantSource.system().instant().plus(EXPIRY).truncatedTo(ChronoUnit.SECONDS), "share", 100)),
				0));
	}

}
