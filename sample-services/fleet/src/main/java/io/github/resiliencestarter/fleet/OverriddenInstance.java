package io.github.resiliencestarter.fleet;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.github.resiliencestarter.fleet.LocalHttp.Response;

/**
 * What an instance has made of an override.
 *
 * @param name the instance
 * @param state the state
 * @param reason the reason, if it is not applied
 */
record OverriddenInstance(String name, State state, String reason) {

	private static final String PATH = "/actuator/resilienceoverrides";

	/**
	 * Asks an instance.
	 * @param name the instance
	 * @param port its management port
	 * @param override the override as it is in Consul
	 */
	static OverriddenInstance of(String name, int port, OverrideDocument override) {
		Optional<Response> response = LocalHttp.get(port, PATH);
		if (response.isEmpty()) {
			return new OverriddenInstance(name, State.UNREACHABLE, "does not respond");
		}
		if (!response.get().isSuccess()) {
			return new OverriddenInstance(name, State.UNREACHABLE,
					"status %d of %s".formatted(response.get().status(), PATH));
		}
		try {
			return read(name, JsonReader.readObject(response.get().body()), override);
		}
		catch (IllegalArgumentException ex) {
			return new OverriddenInstance(name, State.UNREACHABLE, PATH + " is not JSON");
		}
	}

	private static OverriddenInstance read(String name, JsonObject body, OverrideDocument override) {
		if (body.text("enabled").equals("false")) {
			return new OverriddenInstance(name, State.REJECTED, "resilience.control.enabled is false");
		}
		for (JsonObject each : body.objects("overrides")) {
			if (each.text("id").equals(override.id())) {
				return read(name, each, override.digest());
			}
		}
		return new OverriddenInstance(name, State.STALE, source(body.object("source")));
	}

	private static OverriddenInstance read(String name, JsonObject override, String digest) {
		if (!override.text("digest").equals(digest)) {
			return new OverriddenInstance(name, State.STALE, "has an earlier version");
		}
		String reason = override.text("reason");
		return switch (override.text("state")) {
			case "APPLIED" -> new OverriddenInstance(name, State.APPLIED, "");
			case "NOT_SELECTED" -> new OverriddenInstance(name, State.NOT_SELECTED, reason);
			case "REJECTED" -> new OverriddenInstance(name, State.REJECTED, reason);
			case "SUPERSEDED" ->
				new OverriddenInstance(name, State.SUPERSEDED, "by '%s'".formatted(override.text("by")));
			case "EXPIRED" -> new OverriddenInstance(name, State.EXPIRED, "");
			case "WAITING" -> new OverriddenInstance(name, State.WAITING, reason);
			default -> new OverriddenInstance(name, State.STALE, reason);
		};
	}

	private static String source(JsonObject source) {
		return source.text("state").equals("CURRENT") ? "has not read it yet"
				: "list is %s: %s".formatted(source.text("state").toLowerCase(Locale.ROOT), source.text("reason"));
	}

	@Override
	public String toString() {
		return "%s: %s%s".formatted(this.name, this.state, this.reason.isEmpty() ? "" : " (" + this.reason + ")");
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("name", this.name);
		json.put("state", this.state);
		json.put("reason", this.reason);
		return json;
	}

	/**
	 * State of an override in an instance.
	 */
	enum State {

		APPLIED, WAITING, STALE, REJECTED, SUPERSEDED, EXPIRED, NOT_SELECTED, UNREACHABLE;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

}
