package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.github.resiliencestarter.fleet.Scenario.Setting;

/**
 * The scenarios. The load goes to {@code storefront-1}, which therefore is left alone but
 * in the one that is about its start.
 */
final class Scenarios {

	/**
	 * What a customer waits for at most, with a little for the way.
	 */
	private static final int DEADLINE_MS = 3100;

	private static final String BACK = "inventory is back";

	private static final String ACTIVE = "inventory-1";

	private static final String OTHER = "inventory-2";

	private static final List<String> INVENTORY = List.of(ACTIVE, OTHER);

	private static final List<String> CALLED = List.of("orders-1", "orders-2", ACTIVE, OTHER);

	private static final String STANDBY_ROLE = "-Dresilience.loadbalancing.targets.inventory.standby.metadata.role=standby";

	/**
	 * Of two inventory together.
	 */
	private static final int CAPACITY = 80;

	/**
	 * A breaker of a target that stays down waits for up to 30 s before it probes, but
	 * not once discovery knows that the target is back.
	 */
	static final Scenario CRASH = Scenario
		.of("crash", "kill -9 the only inventory", (stage) -> stage.fleet().kill(ACTIVE),
				(stage) -> stage.time(BACK, () -> stage.fleet().start(ACTIVE)))
		.in(Setting.USUAL.after((fleet) -> fleet.stop(OTHER), (fleet) -> fleet.start(OTHER)))
		.under(Traffic.to(Traffic.CHECKOUT, Traffic.HOME))
		.mustShow(Bar.noneFailed(Traffic.HOME), Bar.p99(Traffic.CHECKOUT, DEADLINE_MS), Bar.recovers(),
				Bar.recoversWithin(5, BACK));

	static final Scenario ONE_OF_TWO = one("one-of-two", "kill -9 one of two inventory", ACTIVE, FleetControl::kill,
			FleetControl::start)
		.mustShow(Bar.noneFailed(), Bar.normalFrom(0), Bar.slowest(300));

	/**
	 * For about a second, until orders limits its calls, those that wait may take all of
	 * the storefront's bulkhead for orders. Behind HAProxy, calls whose callers have left
	 * take all threads of inventory, which then does not hear that it shall be healed.
	 */
	static final Scenario SLOW = Scenario
		.of("slow", "inventory answers after 30 s", (stage) -> fault(stage, "latency=30s"), Scenarios::liftFaults)
		.in(Setting.USUAL.without(SetUp.HAPROXY))
		.under(Traffic.to(Traffic.CHECKOUT, Traffic.BEST_SELLERS))
		.mustShow(Bar.noneFailed(Traffic.BEST_SELLERS).asAMatterOfTime(), Bar.noneFailedFrom(8, Traffic.BEST_SELLERS),
				Bar.recovers(), Bar.p99(Traffic.CHECKOUT, DEADLINE_MS), Bar.normal(Traffic.BEST_SELLERS));

	static final Scenario BROWN_OUT = one("brown-out", "one of three inventory 10 x slower (100 ms)", ACTIVE,
			(fleet, name) -> fleet.fault(name, "latency=100ms"), Scenarios::liftFault)
		.in(Setting.USUAL.after((fleet) -> fleet.start(Instances.SPARE), (fleet) -> fleet.stop(Instances.SPARE)))
		.mustShow(Bar.noneFailed(), Bar.normalFrom(0), Bar.share(0.02));

	static final Scenario FLAKY = Scenario
		.of("flaky", "inventory fails 30 % of requests", (stage) -> fault(stage, "error=30%"), Scenarios::liftFaults)
		.mustShow(Bar.failedAtMost(0.1), Bar.recovers());

	static final Scenario RETRY_STORM = Scenario
		.of("retry-storm", "inventory fails all requests", (stage) -> fault(stage, "error=100%"), Scenarios::liftFaults)
		.mustShow(Bar.amplification("inventory", 1.5), Bar.recovers());

	static final Scenario OVERLOAD = Scenario.of("overload", "3 x the capacity of inventory is asked for", (stage) -> {
	}, (stage) -> {
	})
		.in(Setting.USUAL.after(
				(fleet) -> INVENTORY.forEach((name) -> fleet.fault(name, "capacity=%d/s".formatted(CAPACITY / 2))),
				(fleet) -> INVENTORY.forEach((name) -> fleet.fault(name, "none"))))
		.under(Traffic.to(Traffic.CHECKOUT).of(CAPACITY * 3 / 4, 4))
		.mustShow(Bar.recovers(), Bar.goodput(CAPACITY * 9 / 10), Bar.recoversWithin(5));

	/**
	 * All calls may come to an instance that has just started, while the next one starts
	 * on the same machine. On two cores its first calls time out, and its circuit breaker
	 * may open for 5 s: how many calls fail is a matter of the machine.
	 */
	static final Scenario REGISTRY = Scenario
		.of("registry", "Consul is killed, and each instance of orders and inventory restarts meanwhile",
				Scenarios::restartAllWithoutRegistry, Scenarios::bringRegistryAndTheRest)
		.in(Setting.USUAL.without(SetUp.HAPROXY))
		.mustShow(Bar.noneFailed().asAMatterOfTime(), Bar.failedAtMost(0.01).asAMatterOfTime(), Bar.failedAtMost(0.25),
				Bar.comes("registered again"));

	static final Scenario COLD_START = Scenario.of("cold-start",
			"storefront starts first, then Consul, inventory and orders", Scenarios::startCold, (stage) -> {
			})
		.in(Setting.USUAL.without(SetUp.HAPROXY))
		.under(Traffic.to(Traffic.CHECKOUT).of(20, 1))
		.mustShow(Bar.noneFailedAfterFirstAnswer(), Bar.comes("first answer"));

	/**
	 * Without the starter there is no standby: both are in use all the time.
	 */
	static final Scenario STANDBY = Scenario
		.of("standby", "the active one of two inventory is killed, the other is standby", Scenarios::killActive,
				Scenarios::bringActive)
		.in(Setting.USUAL.without(SetUp.HAPROXY)
			.with(Map.of(OTHER, "-Dspring.cloud.consul.discovery.metadata.role=standby", "orders-1", STANDBY_ROLE,
					"orders-2", STANDBY_ROLE)))
		.mustShow(Bar.noneFailed(), Bar.standsBy(OTHER), Bar.comes("takes over"), Bar.comes("gives back"),
				Bar.within(1, "takes over"), Bar.within(1, "gives back"));

	/**
	 * The part of the page that orders knows is asked for at the same time.
	 */
	static final Scenario FAN_OUT = Scenario
		.of("fan-out", "a page asks orders and inventory at once, and all of inventory hangs (SIGSTOP)",
				(stage) -> INVENTORY.forEach(stage.fleet()::pause), (stage) -> INVENTORY.forEach(stage.fleet()::resume))
		.under(Traffic.to(Traffic.HOME))
		.mustShow(Bar.noneFailed(), Bar.p99(Traffic.HOME, DEADLINE_MS), Bar.recovers());

	static final Scenario KILL_ORDERS = one("kill-orders", "kill -9 one of two orders", "orders-1", FleetControl::kill,
			FleetControl::start)
		.mustShow(Bar.noneFailed());

	static final Scenario ONE_HANGS = one("one-hangs", "one of two inventory hangs (SIGSTOP)", ACTIVE,
			FleetControl::pause, FleetControl::resume)
		.mustShow(Bar.noneFailed(), Bar.normalFrom(3));

	/**
	 * A healthy checkout takes some 10 ms.
	 */
	static final Scenario ONE_SLOW = one("one-slow", "one of two inventory 20 x slower (200 ms)", ACTIVE,
			(fleet, name) -> fleet.fault(name, "latency=200ms"), Scenarios::liftFault)
		.mustShow(Bar.noneFailed(), Bar.share(0.02));

	static final Scenario ONE_FLAKY = one("one-flaky", "one of two inventory fails half of its requests", ACTIVE,
			(fleet, name) -> fleet.fault(name, "error=50%"), Scenarios::liftFault)
		.mustShow(Bar.noneFailed(), Bar.share(0.02));

	/**
	 * Consul's health check is cut off as the callers are: they have one address.
	 */
	static final Scenario CUT = one("cut", "packets to one of two inventory are dropped", ACTIVE, FleetControl::cut,
			FleetControl::mend)
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

	static final List<Scenario> ALL = List.of(CRASH, ONE_OF_TWO, SLOW, BROWN_OUT, FLAKY, RETRY_STORM, OVERLOAD,
			REGISTRY, COLD_START, STANDBY, FAN_OUT, KILL_ORDERS, ONE_HANGS, ONE_SLOW, ONE_FLAKY, CUT, ROLLING_RESTART,
			REGISTRY_LOST, REGISTRY_AWAY);

	private Scenarios() {
	}

	private static Scenario one(String name, String says, String bad, BiConsumer<FleetControl, String> begin,
			BiConsumer<FleetControl, String> end) {
		return Scenario
			.of(name, says, (stage) -> begin.accept(stage.fleet(), bad), (stage) -> end.accept(stage.fleet(), bad))
			.inWhichBadIs(bad);
	}

	private static void fault(Stage stage, String fault) {
		INVENTORY.forEach((name) -> stage.fleet().fault(name, fault));
	}

	private static void liftFaults(Stage stage) {
		fault(stage, "none");
	}

	private static void liftFault(FleetControl fleet, String name) {
		fleet.fault(name, "none");
	}

	private static void restartAll(Stage stage) {
		for (int round = 0; round < stage.rounds(); round++) {
			for (String name : CALLED) {
				stage.fleet().stop(name);
				stage.fleet().start(name);
			}
		}
	}

	private static void restartAllWithoutRegistry(Stage stage) {
		stage.fleet().kill("consul");
		for (String name : CALLED) {
			stage.fleet().stop(name);
			stage.fleet().tryToStart(name);
			// With Consul its check is waited for
			stage.settle();
		}
	}

	/**
	 * Services that cannot start without Consul are started again, as their platform
	 * would.
	 */
	private static void bringRegistryAndTheRest(Stage stage) {
		stage.fleet().start("consul");
		stage.fleet().startAll(CALLED);
		stage.mark("registered again", () -> stage.fleet().passing().containsAll(Instances.SERVICES));
	}

	private static void startCold(Stage stage) {
		FleetControl fleet = stage.fleet();
		fleet.kill("storefront-1");
		CALLED.forEach(fleet::kill);
		fleet.kill("consul");
		fleet.forgetRegistry();
		fleet.forgetLists();
		fleet.tryToStart("storefront-1");
		fleet.start("consul");
		fleet.startAll(List.of("storefront-1", ACTIVE, "orders-1"));
		stage.mark("first answer", () -> fleet.get("storefront-1", Traffic.CHECKOUT).isPresent());
		fleet.startAll(List.of(OTHER, "orders-2"));
	}

	private static void loseRegistry(Stage stage) {
		stage.fleet().kill("consul");
		stage.fleet().forgetRegistry();
	}

	private static void restoreRegistry(Stage stage) {
		stage.fleet().start("consul");
		stage.mark("registered again", () -> stage.fleet().passing().containsAll(Instances.SERVICES));
	}

	private static void killActive(Stage stage) {
		stage.fleet().kill(ACTIVE);
		stage.mark("takes over", () -> isServedBy(OTHER, stage.fleet()));
	}

	private static void bringActive(Stage stage) {
		stage.fleet().start(ACTIVE);
		stage.mark("gives back", () -> isServedBy(ACTIVE, stage.fleet()));
	}

	private static boolean isServedBy(String name, FleetControl fleet) {
		return fleet.get("storefront-1", Traffic.CHECKOUT).filter((answer) -> answer.contains(name)).isPresent();
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
