package io.github.resiliencestarter.fleet;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Status of an instance.
 *
 * @param name the instance, for example {@code inventory-1}
 * @param port its port
 * @param pid the ID of its process, if it is running
 * @param consul its state in Consul
 */
record InstanceStatus(String name, int port, @Nullable Long pid, ConsulState consul) {

	/**
	 * Its name in Consul.
	 */
	String service() {
		return Instances.service(this.name);
	}

	Map<String, @Nullable Object> toJson() {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("name", this.name);
		json.put("service", service());
		json.put("port", this.port);
		json.put("pid", this.pid);
		json.put("consul", this.consul);
		return json;
	}

}
