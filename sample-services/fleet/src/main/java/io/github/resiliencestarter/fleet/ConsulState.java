package io.github.resiliencestarter.fleet;

import java.util.Locale;

/**
 * State of an instance in Consul.
 */
enum ConsulState {

	/**
	 * Registered, and its check passes.
	 */
	PASSING,

	/**
	 * Registered, but its check fails.
	 */
	CRITICAL,

	/**
	 * Not registered, or Consul does not respond.
	 */
	ABSENT;

	/**
	 * Gets the state of an instance from Consul. Consul itself is passing once it has
	 * elected itself as leader.
	 */
	static ConsulState of(String name, Ports ports) {
		return name.equals(Instances.CONSUL) ? ofConsul(ports) : ofInstance(name, ports);
	}

	private static ConsulState ofConsul(Ports ports) {
		return LocalHttp.get(ports.of(Instances.CONSUL), "/v1/status/leader")
			.filter((response) -> !response.body().isEmpty())
			.map((response) -> response.body().contains(":") ? PASSING : CRITICAL)
			.orElse(ABSENT);
	}

	private static ConsulState ofInstance(String name, Ports ports) {
		return LocalHttp.get(ports.of(Instances.CONSUL), "/v1/agent/health/service/id/%s?format=text".formatted(name))
			.map((response) -> switch (response.status()) {
				case 200 -> PASSING;
				case 429, 503 -> CRITICAL;
				default -> ABSENT;
			})
			.orElse(ABSENT);
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
