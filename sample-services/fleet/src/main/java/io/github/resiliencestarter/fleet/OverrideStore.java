package io.github.resiliencestarter.fleet;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.resiliencestarter.fleet.LocalHttp.Response;

/**
 * Overrides in Consul's KV store.
 */
final class OverrideStore {

	private static final String PREFIX = "resilience/overrides/";

	private static final String PATH = "/v1/kv/" + PREFIX;

	private static final int NOT_FOUND = 404;

	private final int port;

	private final Map<String, String> headers;

	/**
	 * Creates the access to a Consul.
	 * @param port its port on this machine
	 * @param token the ACL token; empty if there are no ACLs
	 */
	OverrideStore(int port, String token) {
		this.port = port;
		this.headers = token.isEmpty() ? Map.of() : Map.of("X-Consul-Token", token);
	}

	List<OverrideDocument> all() {
		Response response = checked(LocalHttp.get(this.port, PATH + "?recurse=true", this.headers), "read");
		if (response.status() == NOT_FOUND) {
			return List.of();
		}
		return JsonObject.all(JsonReader.read(response.body())).stream().map(OverrideStore::document).toList();
	}

	OverrideDocument find(String id) {
		Response response = checked(LocalHttp.get(this.port, PATH + id, this.headers), "read");
		if (response.status() == NOT_FOUND) {
			throw new FleetException("there is no override '%s'; see ./fleet override list".formatted(id));
		}
		return document(JsonObject.all(JsonReader.read(response.body())).get(0));
	}

	/**
	 * Creates an override.
	 * @throws FleetException if its ID is taken
	 */
	void create(OverrideDocument override) {
		if (!put(override, 0)) {
			throw new FleetException(
					"there is an override '%s' already; choose another --id, or ./fleet override revoke %s"
						.formatted(override.id(), override.id()));
		}
	}

	/**
	 * Replaces an override, unless it has been changed since.
	 */
	void replace(OverrideDocument override) {
		if (!put(override, override.index())) {
			throw new FleetException(
					"override '%s' has just been changed by somebody else; try again".formatted(override.id()));
		}
	}

	private boolean put(OverrideDocument override, long index) {
		return checked(LocalHttp.put(this.port, PATH + override.id() + "?cas=" + index, this.headers, override.text()),
				"write")
			.body()
			.contains("true");
	}

	void delete(String id) {
		find(id);
		checked(LocalHttp.delete(this.port, PATH + id, this.headers), "delete");
	}

	private static Response checked(Optional<Response> response, String what) {
		Response received = response.orElseThrow(() -> new FleetException(
				"Consul does not respond; start the fleet with ./fleet up, or Consul with ./fleet start consul"));
		if (received.status() == 403) {
			throw new FleetException(
					"Consul does not allow you to %s %s*; set CONSUL_HTTP_TOKEN to a token with the policy %s"
						.formatted(what, PREFIX, "consul/acl/operator.hcl"));
		}
		if (!received.isSuccess() && received.status() != NOT_FOUND) {
			throw new FleetException(
					"Consul responded with status %d: %s".formatted(received.status(), received.body().strip()));
		}
		return received;
	}

	private static OverrideDocument document(JsonObject entry) {
		String value = new String(Base64.getDecoder().decode(entry.text("Value")), StandardCharsets.UTF_8);
		return new OverrideDocument(entry.text("Key").substring(PREFIX.length()), value,
				entry.number("ModifyIndex", 0));
	}

}
