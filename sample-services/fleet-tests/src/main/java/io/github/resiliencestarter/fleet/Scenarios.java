package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The scenarios. The load goes to {@code storefront-1}, which therefore is left alone.
 */
final class Scenarios {

	private static final String STANDBY_ROLE = "-Dresilience.loadbalancing.inventory.standby.metadata.role=standby";

	static final Scenario KILL_INVENTORY = one("kill-inventory", "kill -9 one of two inventory", "inventory-1",
			FleetControl::kill, FleetControl::start)
		.mustShow(Bar.noneFailed(), Bar.normalFrom(0), Bar.slowest(300));

	static final Scenario KILL_ORDERS = one("kill-orders", "kill -9 one of two orders", "orders-1", FleetControl::kill,
			FleetControl::start)
		.mustShow(Bar.noneFailed());

	static final Scenario HANG = one("hang", "one of two inventory hangs (SIGSTOP)", "inventory-1", FleetControl::pause,
			FleetControl::resume)
		.mustShow(Bar.noneFailed(), Bar.normalFrom(3));

	/**
	 * A healthy checkout takes some 10 ms.
	 */
	static final Scenario SLOW = one("slow", "one of two inventory 20 x slower (200 ms)", "inventory-1",
			(fleet, name) -> fleet.fault(name, "latency=200ms"), Scenarios::liftFault)
		.mustShow(Bar.noneFailed(), Bar.share(0.02));

	static final Scenario FLAKY = one("flaky", "one of two inventory fails half of its requests", "inventory-1",
			(fleet, name) -> fleet.fault(name, "error=50%"), Scenarios::liftFault)
		.mustShow(Bar.noneFailed(), Bar.share(0.02));

	/**
	 * Consul's health check is cut off as the callers are: they have one address.
	 */
	static final Scenario CUT = one("cut", "packets to one of two inventory are dropped", "inventory-1",
			FleetControl::cut, FleetControl::mend)
		.mustShow(Bar.noneFailedFrom(1));

	static final Scenario ROLLING_RESTART = Scenario.of("rolling-restart",
			"each instance of orders and inventory restarts in turn (SIGTERM)", Scenarios::restartAll, (stage) -> {
			})
		.mustShow(Bar.noneFailed());

	static final Scenario REGISTRY_LOST = Scenario
		.of("registry-lost", "Consul is killed, and comes back empty", Scenarios::loseRegistry,
				Scenarios::restoreRegistry)
		.mustShow(Bar.noneFailed(), Bar.comes("registered again"), Bar.within(5, "registered again"));

	static final Scenario REGISTRY_AWAY = Scenario
		.of("registry-away", "one of two orders restarts while Consul is down", Scenarios::restartWithoutRegistry,
				Scenarios::bringRegistry)
		.mustShow(Bar.noneFailed(), Bar.comes("serves without Consul"), Bar.comes("registered later"));

	/**
	 * Without the starter there is no standby: both are in use all the time.
	 */
	static final Scenario STANDBY = Scenario
		.of("standby", "the active one of two inventory is killed, the other is standby", Scenarios::killActive,
				Scenarios::bringActive)
		.with(Map.of("inventory-2", "-Dspring.cloud.consul.discovery.metadata.role=standby", "orders-1", STANDBY_ROLE,
				"orders-2", STANDBY_ROLE))
		.mustShow(Bar.noneFailed(), Bar.standsBy("inventory-2"), Bar.comes("takes over"), Bar.comes("gives back"),
				Bar.within(1, "takes over"), Bar.within(1, "gives back"));

	static final List<Scenario> ALL = List.of(KILL_INVENTORY, KILL_ORDERS, HANG, SLOW, FLAKY, CUT, ROLLING_RESTART,
			REGISTRY_LOST, REGISTRY_AWAY, STANDBY);

	private Scenarios() {
	}

	private static Scenario one(String name, String says, String bad, BiConsumer<FleetControl, String> begin,
			BiConsumer<FleetControl, String> end) {
		return Scenario
			.of(name, says, (stage) -> begin.accept(stage.fleet(), bad), (stage) -> end.accept(stage.fleet(), bad))
			.inWhichBadIs(bad);
	}

	private static void liftFault(FleetControl fleet, String name) {
		fleet.fault(name, "none");
	}

	private static void restartAll(Stage stage) {
		for (int round = 0; round < stage.rounds(); round++) {
			for (String name : List.of("orders-1", "orders-2", "inventory-1", "inventory-2")) {
				stage.fleet().stop(name);
				stage.fleet().start(name);
			}
		}
	}

	private static void loseRegistry(Stage stage) {
		stage.fleet().kill("consul");
		stage.fleet().forgetRegistry();
	}

	private static void restoreRegistry(Stage stage) {
		stage.fleet().start("consul");
		stage.mark("registered again", () -> stage.fleet().passing().containsAll(FleetControl.SERVICES));
	}

	private static void killActive(Stage stage) {
		stage.fleet().kill("inventory-1");
		stage.mark("takes over", () -> isServedBy("inventory-2", stage.fleet()));
	}

	private static void bringActive(Stage stage) {
		stage.fleet().start("inventory-1");
		stage.mark("gives back", () -> isServedBy("inventory-1", stage.fleet()));
	}

	private static boolean isServedBy(String name, FleetControl fleet) {
		return fleet.get("storefront-1", "/checkout/1").filter((answer) -> answer.contains(name)).isPresent();
	}

	/**
	 * Orders signs off before Consul goes, so nobody asks it while it restarts.
	 */
	private static void restartWithoutRegistry(Stage stage) {
		stage.fleet().stop("orders-2");
		stage.fleet().kill("consul");
		boolean runs = stage.fleet().tryToStart("orders-2");
		stage.mark("serves without Consul", () -> runs && stage.fleet().get("orders-2", "/quotes/1").isPresent());
	}

	private static void bringRegistry(Stage stage) {
		stage.fleet().start("consul");
		stage.mark("registered later", () -> stage.fleet().passing().contains("orders-2"));
	}

}
