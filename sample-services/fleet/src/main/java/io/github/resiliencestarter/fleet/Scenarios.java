package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.github.resiliencestarter.fleet.Scenario.Setting;

/**
 * The scenarios. The load goes to {@code storefront-1}, which therefore stays up, except
 * in the scenario about its startup.
 */
final class Scenarios {

	/**
	 * Maximum response time for a customer: the deadline plus some time for the network.
	 */
	private static final int DEADLINE_MS = 3100;

	private static final String BACK = "inventory is up";

	private static final String ACTIVE = "inventory-1";

	private static final String OTHER = "inventory-2";

	private static final List<String> INVENTORY = List.of(ACTIVE, OTHER);

	private static final List<String> CALLED = List.of("orders-1", "orders-2", ACTIVE, OTHER);

	private static final String STANDBY_ROLE = "-Dresilience.loadbalancing.targets.inventory.standby.metadata.role=standby";

	/**
	 * Requests per second that two inventory instances can handle together.
	 */
	private static final int CAPACITY = 80;

	private static final int SLOW_CALL_MS = 500;

	private static final String HEDGED_AFTER = "80ms";

	private static final String DRAINED = "drained";

	/**
	 * Duration of the fault for which commands wait, and how long to wait for the last of
	 * them: longer than a circuit breaker stays open.
	 */
	private static final Duration WAITING = Duration.ofSeconds(60);

	private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);

	/**
	 * The circuit breaker of a target that stays down waits up to 30 s before it probes
	 * the target, unless discovery shows that the target is back.
	 */
	static final Scenario CRASH = Scenario
		.of("crash", "the only inventory instance is killed (kill -9)", (stage) -> stage.fleet().kill(ACTIVE),
				(stage) -> stage.time(BACK, () -> stage.fleet().start(ACTIVE)))
		.in(Setting.USUAL.after((fleet) -> fleet.stop(OTHER), (fleet) -> fleet.start(OTHER)))
		.under(Traffic.to(Traffic.CHECKOUT, Traffic.HOME))
		.mustShow(Bar.noneFailed(Traffic.HOME), Bar.p99(Traffic.CHECKOUT, DEADLINE_MS), Bar.recovers(),
				Bar.recoversWithin(5, BACK));

	static final Scenario ONE_OF_TWO = one("one-of-two", "one of two inventory instances is killed (kill -9)", ACTIVE,
			FleetControl::kill, FleetControl::start)
		.mustShow(Bar.noneFailed(), Bar.normalFrom(0), Bar.slowest(300));

	/**
	 * For about a second, until orders limits its calls, waiting calls may fill the
	 * storefront's bulkhead for orders. Behind HAProxy, abandoned calls occupy all
	 * threads of inventory, so that the fault cannot be removed.
	 */
	static final Scenario SLOW = Scenario
		.of("slow", "inventory responds after 30 s", (stage) -> fault(stage, "latency=30s"), Scenarios::liftFaults)
		.in(Setting.USUAL.without(SetUp.HAPROXY))
		.under(Traffic.to(Traffic.CHECKOUT, Traffic.BEST_SELLERS))
		.mustShow(Bar.noneFailed(Traffic.BEST_SELLERS).asAMatterOfTime(), Bar.noneFailedFrom(8, Traffic.BEST_SELLERS),
				Bar.recovers(), Bar.p99(Traffic.CHECKOUT, DEADLINE_MS), Bar.normal(Traffic.BEST_SELLERS));

	static final Scenario BROWN_OUT = one("brown-out", "one of three inventory instances is 10 times slower (100 ms)",
			ACTIVE, (fleet, name) -> fleet.fault(name, "latency=100ms"), Scenarios::liftFault)
		.in(Setting.USUAL.after((fleet) -> fleet.start(Instances.SPARE), (fleet) -> fleet.stop(Instances.SPARE)))
		.mustShow(Bar.noneFailed(), Bar.normalFrom(0), Bar.share(0.02));

	/**
	 * Of all calls to inventory, 2 % take half a second, so that the 99th percentile
	 * does, too. The instance looks healthy otherwise, and stays in use.
	 */
	static final Scenario TAIL = tail("tail",
			"2 % of the calls to inventory take 500 ms, all at one of three instances; "
					+ "calls are hedged after %s".formatted(HEDGED_AFTER),
			"-Dresilience.client.targets.inventory.hedge.after=" + HEDGED_AFTER)
		.mustShow(Bar.noneFailed(), Bar.p99(Traffic.CHECKOUT, SLOW_CALL_MS / 3), Bar.amplification("inventory", 1.05));

	/**
	 * As {@link #TAIL}, for comparison.
	 */
	static final Scenario TAIL_UNHEDGED = tail("tail-unhedged",
			"2 % of the calls to inventory take 500 ms, all at one of three instances", "")
		.mustShow(Bar.noneFailed());

	static final Scenario FLAKY = Scenario
		.of("flaky", "inventory fails 30 % of requests", (stage) -> fault(stage, "error=30%"), Scenarios::liftFaults)
		.mustShow(Bar.failedAtMost(0.1), Bar.recovers());

	static final Scenario RETRY_STORM = Scenario
		.of("retry-storm", "inventory fails all requests", (stage) -> fault(stage, "error=100%"), Scenarios::liftFaults)
		.mustShow(Bar.amplification("inventory", 1.5), Bar.recovers());

	static final Scenario OVERLOAD = Scenario
		.of("overload", "the load is three times the capacity of inventory", (stage) -> {
		}, (stage) -> {
		})
		.in(Setting.USUAL.after(
				(fleet) -> INVENTORY.forEach((name) -> fleet.fault(name, "capacity=%d/s".formatted(CAPACITY / 2))),
				(fleet) -> INVENTORY.forEach((name) -> fleet.fault(name, "none"))))
		.under(Traffic.to(Traffic.CHECKOUT).of(CAPACITY * 3 / 4, 4))
		.mustShow(Bar.recovers(), Bar.goodput(CAPACITY * 9 / 10), Bar.recoversWithin(5));

	/**
	 * All calls may go to an instance that has just started while the next one is
	 * starting on the same machine. On two cores, its first calls time out, and its
	 * circuit breaker may open for 5 s, so the number of failed calls depends on the
	 * machine.
	 */
	static final Scenario REGISTRY = Scenario
		.of("registry", "all instances of orders and inventory restart while Consul is down",
				Scenarios::restartAllWithoutRegistry, Scenarios::bringRegistryAndTheRest)
		.in(Setting.USUAL.without(SetUp.HAPROXY))
		.mustShow(Bar.noneFailed().asAMatterOfTime(), Bar.failedAtMost(0.01).asAMatterOfTime(), Bar.failedAtMost(0.25),
				Bar.comes("re-registered"));

	/**
	 * After the first response, two more JVMs start on the same machine. On two cores,
	 * calls may time out meanwhile, as in {@link #REGISTRY}.
	 */
	static final Scenario COLD_START = Scenario.of("cold-start",
			"storefront starts first, then Consul, inventory and orders", Scenarios::startCold, (stage) -> {
			})
		.in(Setting.USUAL.without(SetUp.HAPROXY))
		.under(Traffic.to(Traffic.CHECKOUT).of(20, 1))
		.mustShow(Bar.noneFailedAfterFirstAnswer().asAMatterOfTime(), Bar.recovers(), Bar.comes("first response"));

	/**
	 * Without the starter, there is no standby, and both instances always get calls.
	 */
	static final Scenario STANDBY = Scenario
		.of("standby", "the active inventory instance is killed, and the other one is on standby",
				Scenarios::killActive, Scenarios::bringActive)
		.in(Setting.USUAL.without(SetUp.HAPROXY)
			.with(Map.of(OTHER, "-Dspring.cloud.consul.discovery.metadata.role=standby", "orders-1", STANDBY_ROLE,
					"orders-2", STANDBY_ROLE)))
		.mustShow(Bar.noneFailed(), Bar.standsBy(OTHER), Bar.comes("failover"), Bar.comes("failback"),
				Bar.within(1, "failover"), Bar.within(1, "failback"));

	/**
	 * The page calls orders at the same time.
	 */
	static final Scenario FAN_OUT = Scenario
		.of("fan-out", "a page calls orders and inventory in parallel, and all inventory instances hang (SIGSTOP)",
				(stage) -> INVENTORY.forEach(stage.fleet()::pause), (stage) -> INVENTORY.forEach(stage.fleet()::resume))
		.under(Traffic.to(Traffic.HOME))
		.mustShow(Bar.noneFailed(), Bar.p99(Traffic.HOME, DEADLINE_MS), Bar.recovers());

	static final Scenario KILL_ORDERS = one("kill-orders", "one of two orders instances is killed (kill -9)",
			"orders-1", FleetControl::kill, FleetControl::start)
		.mustShow(Bar.noneFailed());

	static final Scenario ONE_HANGS = one("one-hangs", "one of two inventory instances hangs (SIGSTOP)", ACTIVE,
			FleetControl::pause, FleetControl::resume)
		.mustShow(Bar.noneFailed(), Bar.normalFrom(3));

	/**
	 * A checkout takes about 10 ms without a fault.
	 */
	static final Scenario ONE_SLOW = one("one-slow", "one of two inventory instances is 20 times slower (200 ms)",
			ACTIVE, (fleet, name) -> fleet.fault(name, "latency=200ms"), Scenarios::liftFault)
		.mustShow(Bar.noneFailed(), Bar.share(0.02));

	static final Scenario ONE_FLAKY = one("one-flaky", "one of two inventory instances fails half of its requests",
			ACTIVE, (fleet, name) -> fleet.fault(name, "error=50%"), Scenarios::liftFault)
		.mustShow(Bar.noneFailed(), Bar.share(0.02));

	/**
	 * Drops the packets of Consul's health check as well, because it has the same address
	 * as the callers.
	 */
	static final Scenario CUT = one("cut", "packets to one of two inventory instances are dropped", ACTIVE,
			FleetControl::cut, FleetControl::mend)
		.mustShow(Bar.noneFailedFrom(1));

	static final Scenario ROLLING_RESTART = Scenario
		.of("rolling-restart", "all instances of orders and inventory restart one after another (SIGTERM)",
				Scenarios::restartAll, (stage) -> {
				})
		.mustShow(Bar.noneFailed());

	static final Scenario REGISTRY_LOST = Scenario
		.of("registry-lost", "Consul is killed and returns without its data", Scenarios::loseRegistry,
				Scenarios::restoreRegistry)
		.mustShow(Bar.noneFailed(), Bar.comes("re-registered"), Bar.within(5, "re-registered"));

	static final Scenario REGISTRY_AWAY = Scenario
		.of("registry-away", "one of two orders instances restarts while Consul is down",
				Scenarios::restartWithoutRegistry, Scenarios::bringRegistry)
		.mustShow(Bar.noneFailed(), Bar.comes("serves without Consul"), Bar.comes("registered when Consul is up"));

	/**
	 * Each payment stores a command to inventory. The load is low enough to leave a small
	 * machine the time to send what waits.
	 */
	static final Scenario OUTBOX = Scenario
		.of("outbox", "payments reserve stock, and all inventory instances are down for a minute (kill -9)",
				Scenarios::killInventory, Scenarios::startInventory)
		.in(Setting.USUAL.without(SetUp.GRPC, SetUp.STOCK_GRPC, SetUp.NONE, SetUp.HAPROXY)
			.counting(Scenarios::countReservations))
		.under(Traffic.to(Traffic.PAY).of(50, 1))
		.mustShow(Bar.noneFailed(), Bar.none("lost"), Bar.none("twice"), Bar.comes(DRAINED));

	/**
	 * Calls over a protocol of its own, which only the programmatic API protects.
	 */
	static final Scenario PRICING = one("pricing", "one of two pricing instances is killed (kill -9)", "pricing-1",
			FleetControl::kill, FleetControl::start)
		.in(Setting.USUAL.without(SetUp.GRPC, SetUp.STOCK, SetUp.STOCK_GRPC, SetUp.NONE, SetUp.HAPROXY)
			.after((fleet) -> Instances.PRICES.forEach(fleet::start), (fleet) -> Instances.PRICES.forEach(fleet::stop)))
		.under(Traffic.to(Traffic.PRICES))
		.mustShow(Bar.noneFailed(), Bar.normalFrom(0));

	/**
	 * What the services cost when all is well.
	 */
	static final Scenario COST = Scenario.of("cost", "no fault", Costs::measure, (stage) -> {
	}).mustShow(Bar.noneFailed());

	static final List<Scenario> ALL = List.of(CRASH, ONE_OF_TWO, SLOW, BROWN_OUT, TAIL, TAIL_UNHEDGED, FLAKY,
			RETRY_STORM, OVERLOAD, REGISTRY, COLD_START, STANDBY, FAN_OUT, KILL_ORDERS, ONE_HANGS, ONE_SLOW, ONE_FLAKY,
			CUT, ROLLING_RESTART, REGISTRY_LOST, REGISTRY_AWAY, OUTBOX, PRICING, COST);

	private Scenarios() {
	}

	private static Scenario one(String name, String says, String bad, BiConsumer<FleetControl, String> begin,
			BiConsumer<FleetControl, String> end) {
		return Scenario
			.of(name, says, (stage) -> begin.accept(stage.fleet(), bad), (stage) -> end.accept(stage.fleet(), bad))
			.inWhichBadIs(bad);
	}

	private static Scenario tail(String name, String says, String hedging) {
		return one(name, says, ACTIVE, (fleet, slow) -> fleet.fault(slow, "latency=%dms@6%%".formatted(SLOW_CALL_MS)),
				Scenarios::liftFault)
			.in(Setting.USUAL.without(SetUp.GRPC, SetUp.STOCK_GRPC)
				.with(Map.of("orders-1", hedging, "orders-2", hedging))
				.after((fleet) -> fleet.start(Instances.SPARE), (fleet) -> fleet.stop(Instances.SPARE)));
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

	private static void killInventory(Stage stage) {
		INVENTORY.forEach(stage.fleet()::kill);
		stage.hold(WAITING);
	}

	/**
	 * The backlog is drained when all orders that were paid before the first instance
	 * started have a reservation.
	 */
	private static void startInventory(Stage stage) {
		Set<String> orders = PaidOrders.paidBy(stage.fleet());
		stage.time(BACK, () -> stage.fleet().start(ACTIVE));
		stage.mark(DRAINED, DRAIN_LIMIT, () -> PaidOrders.areReserved(orders, stage.fleet()));
		stage.fleet().start(OTHER);
	}

	private static void countReservations(Stage stage) {
		Set<String> orders = PaidOrders.paidBy(stage.fleet());
		stage.mark("all reserved", DRAIN_LIMIT, () -> PaidOrders.areReserved(orders, stage.fleet()));
		PaidOrders result = PaidOrders.of(stage.fleet());
		stage.count("orders", result.paid().size());
		stage.count("lost", result.lost());
		stage.count("twice", result.twice());
		stage.count("repeated requests", result.repeated());
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
			// With Consul, this would wait for the health check
			stage.settle();
		}
	}

	/**
	 * Restarts services that could not start without Consul, as a platform would.
	 */
	private static void bringRegistryAndTheRest(Stage stage) {
		stage.fleet().start("consul");
		stage.fleet().startAll(CALLED);
		stage.mark("re-registered", () -> stage.fleet().passing().containsAll(Instances.SERVICES));
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
		stage.mark("first response", () -> fleet.get("storefront-1", Traffic.CHECKOUT).isPresent());
		fleet.startAll(List.of(OTHER, "orders-2"));
	}

	private static void loseRegistry(Stage stage) {
		stage.fleet().kill("consul");
		stage.fleet().forgetRegistry();
	}

	private static void restoreRegistry(Stage stage) {
		stage.fleet().start("consul");
		stage.mark("re-registered", () -> stage.fleet().passing().containsAll(Instances.SERVICES));
	}

	private static void killActive(Stage stage) {
		stage.fleet().kill(ACTIVE);
		stage.mark("failover", () -> isServedBy(OTHER, stage.fleet()));
	}

	private static void bringActive(Stage stage) {
		stage.fleet().start(ACTIVE);
		stage.mark("failback", () -> isServedBy(ACTIVE, stage.fleet()));
	}

	private static boolean isServedBy(String name, FleetControl fleet) {
		return fleet.get("storefront-1", Traffic.CHECKOUT).filter((answer) -> answer.contains(name)).isPresent();
	}

	/**
	 * Orders deregisters before Consul is killed, so it gets no calls while it restarts.
	 */
	private static void restartWithoutRegistry(Stage stage) {
		stage.fleet().stop("orders-2");
		stage.fleet().kill("consul");
		boolean runs = stage.fleet().tryToStart("orders-2");
		stage.mark("serves without Consul", () -> runs && stage.fleet().get("orders-2", "/quotes/1").isPresent());
	}

	private static void bringRegistry(Stage stage) {
		stage.fleet().start("consul");
		stage.mark("registered when Consul is up", () -> stage.fleet().passing().contains("orders-2"));
	}

}
