package io.github.resiliencestarter.discovery;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.resiliencestarter.discovery.AgentView.ServiceAddress;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.util.StringUtils;

/**
 * Definition of one service as the agent gets it: Spring Cloud's, with the process that
 * it belongs to in its metadata, so that two processes of one id notice each other.
 */
class ServiceDefinition {

	private static final int MAX_METADATA = 64;

	private static final Pattern IPV6_URL = Pattern.compile("(https?://)([^/\\[\\]@]*:[^/\\[\\]@]*):(\\d+)(/.*)?");

	private final NewService service;

	private final String process;

	ServiceDefinition(NewService service, String process) {
		this.service = service;
		this.process = process;
	}

	/**
	 * Return the id of the agent's check that keeps a service in maintenance.
	 */
	static String maintenanceCheck(String id) {
		return "_service_maintenance:" + id;
	}

	String id() {
		return this.service.getId();
	}

	ServiceAddress address() {
		return new ServiceAddress(Objects.requireNonNullElse(this.service.getAddress(), ""),
				Objects.requireNonNullElse(this.service.getPort(), 0));
	}

	boolean hasTtl() {
		return this.service.getCheck() != null && this.service.getCheck().getTtl() != null;
	}

	/**
	 * Give it another id, here and in Spring Cloud's registration.
	 */
	void rename(String id) {
		this.service.setId(id);
	}

	/**
	 * Return whether another process registered what the agent has under this id, and is
	 * likely to live. What had the same address and port was an earlier life of this one.
	 */
	boolean isUsedByAnother(AgentView view) {
		if (!view.healthy() || view.address() == null || this.process.equals(view.process())) {
			return false;
		}
		return view.address().port() == 0 || !view.address().equals(address());
	}

	/**
	 * Return whether what was registered here has been overwritten since.
	 */
	boolean isOverwritten(AgentView view) {
		if (view.process() != null) {
			return !this.process.equals(view.process());
		}
		return view.address() != null && !view.address().equals(address());
	}

	/**
	 * Return the definition as the agent wants it.
	 * @param maintenance the reason of the maintenance that it is in from the beginning,
	 * or {@code null} if it is not in maintenance
	 */
	byte[] toJson(@Nullable String maintenance) {
		ObjectNode definition = JsonMapper.shared().valueToTree(this.service);
		JsonNode metadata = definition.path("Meta");
		if (metadata.size() < MAX_METADATA) {
			(metadata.isObject() ? (ObjectNode) metadata : definition.putObject("Meta")).put(ProcessId.METADATA_KEY,
					this.process);
		}
		if (definition.get("Check") instanceof ObjectNode check) {
			bracketIpv6(check);
			if (maintenance != null) {
				// Next to another one it would be numbered
				check.put("CheckID", "service:" + id());
			}
		}
		if (maintenance != null) {
			addMaintenance(definition, maintenance);
		}
		return JsonMapper.shared().writeValueAsBytes(definition);
	}

	private static void bracketIpv6(ObjectNode check) {
		Matcher url = IPV6_URL.matcher(check.path("HTTP").asString(""));
		if (url.matches()) {
			check.put("HTTP", url.group(1) + "[" + StringUtils.replace(url.group(2), "%", "%25") + "]:" + url.group(3)
					+ Objects.requireNonNullElse(url.group(4), ""));
		}
	}

	// Together with the service: afterwards would be after the first calls
	private void addMaintenance(ObjectNode definition, String reason) {
		ArrayNode checks = (definition.get("Checks") instanceof ArrayNode array) ? array
				: definition.putArray("Checks");
		checks.addObject()
			.put("CheckID", maintenanceCheck(id()))
			.put("Name", "Service Maintenance Mode")
			.put("Notes", reason)
			.put("Status", "critical")
			.put("TTL", "24h");
	}

}
