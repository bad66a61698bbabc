package io.github.resiliencestarter.registration;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.resiliencestarter.discovery.ProcessId;
import io.github.resiliencestarter.registration.AgentView.ServiceAddress;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.util.StringUtils;

/**
 * Definition of one service for the agent: Spring Cloud's, plus metadata that identifies
 * the process, so that two processes with the same ID notice each other.
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
	 * Return the ID of the agent's check that keeps a service in maintenance.
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
	 * Change the ID, here and in Spring Cloud's registration.
	 */
	void rename(String id) {
		this.service.setId(id);
	}

	/**
	 * Return whether another process, likely to be alive, is registered under this ID. A
	 * registration with the same address and port is from an earlier run of this process.
	 */
	boolean isUsedByAnother(AgentView view) {
		if (!view.healthy() || view.address() == null || this.process.equals(view.process())) {
			return false;
		}
		return view.address().port() == 0 || !view.address().equals(address());
	}

	/**
	 * Return whether this registration has been overwritten since.
	 */
	boolean isOverwritten(AgentView view) {
		if (view.process() != null) {
			return !this.process.equals(view.process());
		}
		return view.address() != null && !view.address().equals(address());
	}

	/**
	 * Return the definition in the agent's format.
	 * @param maintenance the reason if it starts in maintenance, or {@code null}
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
			if (maintenance != null || !definition.path("Checks").isEmpty()) {
				// With a second check it would be numbered
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

	// Registered together with the service: a later request could come after the first
	// calls
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
