package io.github.resiliencestarter.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Instance that responds as one with the starter does, and applies overrides of the store
 * that hold a circuit breaker.
 */
final class FakeInstance {

	private final Instant start = java.time.Clock.systemUTC().instant().minusSeconds(185);

	private static final JsonMapper JSON = JsonMapper.shared();

	private final Map<String, Breaker> targets = new ConcurrentHashMap<>();

	private final String application;

	private final String id;

	private final MemoryOverrideStore store;

	private volatile @Nullable Fault fault;

	private volatile @Nullable String rejection;

	private volatile boolean old;

	FakeInstance(String application, String id, MemoryOverrideStore store, String... targets) {
		this.application = application;
		this.id = id;
		this.store = store;
		for (String target : targets) {
			this.targets.put(target, new Breaker("CLOSED", this.start, "PROBES_SUCCEEDED", List.of()));
		}
	}

	String application() {
		return this.application;
	}

	String id() {
		return this.id;
	}

	String zone() {
		return (this.id.hashCode() % 2 == 0) ? "eu-1" : "us-1";
	}

	@Nullable Fault fault() {
		return this.fault;
	}

	void fails(Fault fault) {
		this.fault = fault;
	}

	void recovers() {
		this.fault = null;
	}

	/**
	 * Rejects all overrides.
	 */
	void rejects(@Nullable String reason) {
		this.rejection = reason;
	}

	/**
	 * Does not read any override.
	 */
	void staysOld() {
		this.old = true;
	}

	void set(String target, String state, Instant since, String reason, String... ejected) {
		this.targets.put(target, new Breaker(state, since, reason, List.of(ejected)));
	}

	@Nullable Object respond(String method, String path, byte[] body) {
		if (path.equals("resilience")) {
			return FakeFleet.ordered("at", this.start.toString(), "total", this.targets.size(), "offset", 0, "omitted",
					0, "targets", this.targets.keySet().stream().sorted().map(this::target).toList());
		}
		if (path.startsWith("resilience/")) {
			String target = path.substring("resilience/".length());
			return this.targets.containsKey(target) ? target(target) : null;
		}
		if (path.equals("resilienceoverrides")) {
			return method.equals("POST") ? dryRun(body) : overrides();
		}
		return null;
	}

	private Map<String, Object> target(String name) {
		Breaker breaker = this.targets.getOrDefault(name, new Breaker("CLOSED", this.start, "MANUAL", List.of()));
		List<String> held = held(name);
		String state = held.isEmpty() ? breaker.state() : "FORCED_OPEN";
		Map<String, Object> numbers = FakeFleet.ordered("calls", 10, "failureRate", 82.0, "slowCallRate", 91.0);
		Map<String, Object> circuitBreaker = FakeFleet.ordered("state", state, "since", breaker.since().toString(),
				"notPermittedCalls", state.equals("OPEN") ? 118 : 0, "window", numbers, "lastTransition",
				FakeFleet.ordered("from", state.equals("CLOSED") ? "HALF_OPEN" : "CLOSED", "to", state, "at",
						breaker.since().toString(), "reason", breaker.reason(), "numbers", numbers));
		List<Map<String, Object>> entries = new ArrayList<>();
		breaker.ejected()
			.forEach((address) -> entries.add(FakeFleet.ordered("address", address, "state", "EJECTED", "reason",
					"UNREACHABLE", "since", breaker.since().toString())));
		return FakeFleet
			.ordered("name", name, "guarded", true, "deviates", false, "deviations", List.of(), "circuitBreaker",
					circuitBreaker, "overrides", held, "instances",
					FakeFleet.ordered("list", FakeFleet.ordered("age", "PT3S", "stale", false, "size", 2), "total", 2,
							"omitted", 0, "entries", entries),
					"settings",
					Map.of("timeout",
							FakeFleet.ordered("value", "PT2S", "origin", FakeFleet.ordered("kind", "PROPERTY", "key",
									"resilience.client.targets." + name + ".timeout", "source", "application.yml",
									"location", "class path resource [application.yml] - 5:18"))));
	}

	private List<String> held(String target) {
		return applicable().filter((entry) -> Glob.matches(selector(entry).path("target").asString(""), target))
			.map(OverrideStore.Entry::id)
			.toList();
	}

	private java.util.stream.Stream<OverrideStore.Entry> applicable() {
		if (this.old || this.rejection != null) {
			return java.util.stream.Stream.of();
		}
		return this.store.list().stream().filter(this::isSelected);
	}

	private boolean isSelected(OverrideStore.Entry entry) {
		return Glob.matches(selector(entry).path("application").asString(""), this.application)
				&& isInShare(json(entry), entry.id());
	}

	private boolean isInShare(JsonNode document, String override) {
		return Math.floorMod((this.id + override).hashCode(), 100) < document.path("share").asInt(100);
	}

	private static JsonNode json(OverrideStore.Entry entry) {
		try {
			return JSON.readTree(entry.bytes());
		}
		catch (JacksonException ex) {
			return JSON.createObjectNode();
		}
	}

	private static JsonNode selector(OverrideStore.Entry entry) {
		return json(entry).path("selector");
	}

	private Map<String, Object> overrides() {
		List<Map<String, Object>> overrides = new ArrayList<>();
		if (!this.old) {
			for (OverrideStore.Entry entry : this.store.list()) {
				overrides.add(override(entry));
			}
		}
		return FakeFleet.ordered("application", this.application, "instance", this.id, "enabled", true, "source",
				FakeFleet.ordered("state", "CURRENT", "age", "PT1S"), "overrides", overrides);
	}

	private Map<String, Object> override(OverrideStore.Entry entry) {
		Map<String, Object> override = new LinkedHashMap<>();
		override.put("id", entry.id());
		override.put("digest", OverrideReader.digest(entry.bytes()));
		String reason = this.rejection;
		if (reason != null) {
			override.put("state", "REJECTED");
			override.put("reason", reason);
		}
		else {
			override.put("state", isSelected(entry) ? "APPLIED" : "NOT_SELECTED");
		}
		return override;
	}

	private Map<String, Object> dryRun(byte[] body) {
		JsonNode document = JSON.readTree(JSON.readTree(body).path("document").asString());
		String glob = document.path("selector").path("target").asString("");
		List<Map<String, Object>> changes = new ArrayList<>();
		this.targets.forEach((target, breaker) -> {
			if (Glob.matches(glob, target)) {
				changes.add(FakeFleet.ordered("target", target, "what", "circuit breaker", "before", breaker.state(),
						"after", "FORCED_OPEN"));
			}
		});
		String reason = this.rejection;
		return FakeFleet.ordered("valid", reason == null, "problems",
				(reason != null) ? List.of(FakeFleet.ordered("field", "x", "message", reason)) : List.of(), "selected",
				!changes.isEmpty() && isInShare(document, JSON.readTree(body).path("id").asString()), "changes",
				changes, "rejectedCallsOfLastMinute", 59);
	}

	private record Breaker(String state, Instant since, String reason, List<String> ejected) {

	}

	/**
	 * Way in which an instance fails.
	 */
	interface Fault {

		void handle(HttpExchange exchange) throws IOException;

		static Fault hangs() {
			return (exchange) -> {
				// Never responds
			};
		}

		static Fault responds(String json) {
			return (exchange) -> FakeFleet.respond(exchange, 200, "application/json",
					json.getBytes(StandardCharsets.UTF_8));
		}

	}

}
