package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.resiliencestarter.fleet.LocalHttp.Response;

/**
 * Instances that overrides are for.
 *
 * @param consul the port of Consul
 * @param headers the headers for Consul, with the ACL token if there is one
 */
record OverrideFleet(int consul, Map<String, String> headers) {

	private static final String CHECKS = "/v1/health/service/%s?passing=true";

	/**
	 * Asks all instances that pass their checks now.
	 */
	OverrideProgress progress(OverrideDocument override) {
		List<OverriddenInstance> instances = passing(override).parallel()
			.map((instance) -> OverriddenInstance.of(instance.id(), instance.port(), override))
			.toList();
		return new OverrideProgress(instances);
	}

	/**
	 * Returns what each instance says about an override that does not exist.
	 * @return the responses by instance, empty without a response
	 */
	Map<String, Optional<JsonObject>> dryRun(OverrideDocument override) {
		String body = Json.write(Map.of("id", override.id(), "document", override.text()));
		Map<String, Optional<JsonObject>> responses = new TreeMap<>();
		passing(override).forEach((instance) -> responses.put(instance.id(),
				LocalHttp.post(instance.port(), "/actuator/resilienceoverrides", body)
					.filter(Response::isSuccess)
					.flatMap((response) -> read(response.body()))));
		return responses;
	}

	// A proxy may have responded
	private static Optional<JsonObject> read(String body) {
		try {
			return Optional.of(JsonReader.readObject(body));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private Stream<Instance> passing(OverrideDocument override) {
		return services().stream().filter(override::selects).flatMap((service) -> passing(service).stream());
	}

	private List<String> services() {
		return read(body("/v1/catalog/services")).orElseThrow(OverrideFleet::unreadable)
			.values()
			.keySet()
			.stream()
			.map(String::valueOf)
			// Consul and Prometheus obey no overrides
			.filter(Instances.APPLICATIONS::contains)
			.sorted()
			.toList();
	}

	private List<Instance> passing(String service) {
		try {
			return JsonObject.all(JsonReader.read(body(CHECKS.formatted(service)))).stream().map(Instance::of).toList();
		}
		catch (IllegalArgumentException ex) {
			throw unreadable();
		}
	}

	private static FleetException unreadable() {
		return new FleetException("The response is not from Consul; see ./fleet status");
	}

	private String body(String path) {
		return LocalHttp.get(this.consul, path, this.headers)
			.filter(Response::isSuccess)
			.map(Response::body)
			.orElseThrow(() -> new FleetException("Consul does not respond; see ./fleet status"));
	}

	/**
	 * Instance in Consul.
	 *
	 * @param id its ID
	 * @param port its management port
	 */
	private record Instance(String id, int port) {

		static Instance of(JsonObject entry) {
			JsonObject service = entry.object("Service");
			String management = service.object("Meta").text("management.port");
			return new Instance(service.text("ID"),
					management.matches("[0-9]{1,5}") ? Integer.parseInt(management) : (int) service.number("Port", 0));
		}

	}

}
