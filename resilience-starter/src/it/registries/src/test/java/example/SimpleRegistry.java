package example;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Properties, which change like those of a configuration server.
 */
class SimpleRegistry implements Registry {

	private static final String PREFIX = "spring.cloud.discovery.client.simple.instances.inventory";

	private final Map<String, Map<String, String>> instances = new TreeMap<>();

	private final Map<String, Object> properties = new TreeMap<>();

	private ConfigurableApplicationContext context;

	@Override
	public void prepare(ConfigurableApplicationContext context) {
		this.context = context;
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("registry", this.properties));
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("others", Map.of("spring.cloud.zookeeper.enabled", false)));
	}

	@Override
	public void register(String id, int port, Map<String, String> metadata) {
		Map<String, String> instance = new TreeMap<>();
		instance.put("instance-id", id);
		instance.put("uri", "http://127.0.0.1:" + port);
		metadata.forEach((key, value) -> instance.put("metadata." + key, value));
		this.instances.put(id, instance);
		changed();
	}

	@Override
	public void deregister(String id) {
		this.instances.remove(id);
		changed();
	}

	private void changed() {
		this.properties.clear();
		int index = 0;
		for (Map<String, String> instance : this.instances.values()) {
			String prefix = PREFIX + "[" + index++ + "].";
			instance.forEach((key, value) -> this.properties.put(prefix + key, value));
		}
		if (this.context != null) {
			this.context.publishEvent(new EnvironmentChangeEvent(this.context, Set.copyOf(this.properties.keySet())));
		}
	}

	@Override
	public void close() {
	}

}
