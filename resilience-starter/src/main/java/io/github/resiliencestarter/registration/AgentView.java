package io.github.resiliencestarter.registration;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.github.resiliencestarter.discovery.ConsulAgents;
import io.github.resiliencestarter.discovery.ProcessId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Response of the agent about one registration.
 *
 * @param healthy whether the agent lets callers find it
 * @param address the registered address and port, or {@code null} if unknown
 * @param process the process that registered it, or {@code null} if unknown
 * @param maintenance the reason for its maintenance, or {@code null} if it is not in
 * maintenance
 * @param failing one line for each check that does not pass
 */
record AgentView(boolean healthy, @Nullable ServiceAddress address, @Nullable String process,
		@Nullable String maintenance, List<String> failing) {

	private static final AgentView NOTHING = new AgentView(false, null, null, null, List.of());

	/**
	 * Read the response to a query for the health of a service of the agent. A body that
	 * cannot be read counts as unknown.
	 */
	static AgentView read(HttpResponse<byte[]> response) {
		if (!isKnown(response)) {
			return NOTHING;
		}
		try {
			return of(response.statusCode() != 503, JsonMapper.shared().readTree(response.body()));
		}
		catch (JacksonException ex) {
			return NOTHING;
		}
	}

	/**
	 * Return whether the agent knows the service, whether passing, warning or critical.
	 */
	static boolean isKnown(HttpResponse<?> response) {
		int status = response.statusCode();
		return status == 200 || status == 429 || status == 503;
	}

	private static AgentView of(boolean healthy, JsonNode answer) {
		JsonNode service = answer.path("Service");
		if (!service.isObject()) {
			return NOTHING;
		}
		String id = text(service, "ID");
		String maintenance = null;
		List<String> failing = new ArrayList<>();
		for (JsonNode check : answer.path("Checks")) {
			if (text(check, "CheckID").equals(ServiceDefinition.maintenanceCheck(id))) {
				maintenance = text(check, "Notes");
			}
			else if (!text(check, "Status").equals("passing")) {
				failing.add(ConsulAgents.line(text(check, "Name") + ": " + text(check, "Output")));
			}
		}
		String process = text(service.path("Meta"), ProcessId.METADATA_KEY);
		return new AgentView(healthy, new ServiceAddress(text(service, "Address"), service.path("Port").asInt(0)),
				process.isEmpty() ? null : process, maintenance, failing);
	}

	private static String text(JsonNode node, String field) {
		return node.path(field).asString("");
	}

	/**
	 * Address and port of a service.
	 *
	 * @param host the address; empty for the one of the agent
	 * @param port the port; 0 for none
	 */
	record ServiceAddress(String host, int port) {

		@Override
		public String toString() {
			String host = this.host.isEmpty() ? "the agent's address" : this.host;
			return (this.port != 0) ? host + ":" + this.port : host + " (no port)";
		}

	}

}
