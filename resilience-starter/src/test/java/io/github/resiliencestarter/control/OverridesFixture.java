package io.github.resiliencestarter.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.control.Evaluation.Claimed;
import io.github.resiliencestarter.discovery.DiscoveryTime;
import io.github.resiliencestarter.discovery.ManualTime;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.HeldStates;
import io.github.resiliencestarter.engines.TestEngines;
import org.jspecify.annotations.Nullable;

/**
 * Overrides of one instance of "orders", without Consul and without an application.
 */
final class OverridesFixture {

	final ManualTime manual = new ManualTime();

	final HeldStates held = new HeldStates();

	final Layer layer = new Layer();

	final DiscoveryTime time;

	final OverrideBreakers breakers;

	final CircuitBreakerRegistry registry;

	final Overrides overrides;

	final DryRun dryRun;

	OwnInstance instance = new OwnInstance("orders", "orders-1", Set.of("v1", "zone=eu-1", "instance=orders-1"));

	private final Map<String, OverrideKey> keys = new HashMap<>();

	private Duration wallClockJump = Duration.ZERO;

	private long index = 100;

	OverridesFixture(@Nullable Path directory) {
		DiscoveryTime time = this.manual.discoveryTime();
		this.time = new DiscoveryTime(time.nanoClock(), () -> time.clock().instant().plus(this.wallClockJump),
				this.manual, time.random());
		this.breakers = new OverrideBreakers(this.held, this.manual::now);
		this.registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.ofDefaults(), this.breakers);
		Engines engines = TestEngines.of(this.registry);
		OverrideChanges changes = new OverrideChanges(engines, this.held, this.breakers, this.layer);
		this.overrides = new Overrides(() -> this.instance, changes, new OverrideFile(directory), this.time);
		this.dryRun = new DryRun(this.overrides, this.breakers, engines, this.layer, this.time);
		this.overrides.start();
	}

	OverridesFixture withBreakers(String... names) {
		List.of(names).forEach(this.registry::circuitBreaker);
		return this;
	}

	void put(String id, String document) {
		OverrideKey before = this.keys.get(id);
		long created = (before != null) ? before.createIndex() : ++this.index;
		this.keys.put(id, new OverrideKey(id, created, Documents.bytes(document)));
		arrive();
	}

	void delete(String id) {
		this.keys.remove(id);
		arrive();
	}

	void arrive() {
		this.overrides.update(List.copyOf(this.keys.values()));
	}

	void pass(Duration duration) {
		this.manual.advance(duration);
	}

	void setWallClock(Duration jump) {
		this.wallClockJump = this.wallClockJump.plus(jump);
	}

	State state(String breaker) {
		return breaker(breaker).getState();
	}

	CircuitBreaker breaker(String name) {
		return this.registry.find(name).orElseThrow();
	}

	OverrideStatus status(String id) {
		return this.overrides.all().stream().filter((status) -> status.id().equals(id)).findFirst().orElseThrow();
	}

	/**
	 * Returns the states of all overrides, such as "a APPLIED, b REJECTED".
	 */
	String states() {
		List<String> states = new ArrayList<>();
		this.overrides.all().forEach((status) -> states.add(status.id() + " " + status.state()));
		return String.join(", ", states);
	}

	/**
	 * Settings that reject some keys.
	 */
	static final class Layer implements SettingsLayer {

		final Map<String, String> below = new HashMap<>();

		Map<String, String> applied = new TreeMap<>();

		String rejectedKey = "none";

		Set<String> conflict = Set.of("none");

		boolean invalid;

		boolean failing;

		int revision;

		int changes;

		@Override
		public @Nullable String apply(Map<String, Claimed> settings) {
			String problem = preview(settings).problem();
			if (problem == null) {
				reduce(settings);
			}
			return problem;
		}

		@Override
		public void reduce(Map<String, Claimed> settings) {
			if (this.failing) {
				throw new IllegalStateException("expected");
			}
			this.applied = new TreeMap<>();
			settings.forEach((key, setting) -> this.applied.put(key, setting.value()));
			this.changes++;
		}

		@Override
		public int revision() {
			return this.revision;
		}

		@Override
		public Preview preview(Map<String, Claimed> settings) {
			if (this.invalid) {
				return new Preview("environment: is invalid", List.of());
			}
			boolean conflict = settings.keySet().containsAll(this.conflict);
			return new Preview(
					(conflict || settings.containsKey(this.rejectedKey)) ? this.rejectedKey + ": does not fit" : null,
					List.of());
		}

		@Override
		public @Nullable String current(String key) {
			return this.applied.getOrDefault(key, this.below.get(key));
		}

	}

}
