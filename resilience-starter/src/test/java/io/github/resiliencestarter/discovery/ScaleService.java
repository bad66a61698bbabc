package io.github.resiliencestarter.discovery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Service of {@link ScaleAgents} with instances that come and go. The time of the last
 * change is in the metadata of the first instance listed, on the clock of
 * {@link System#nanoTime()}, which all processes of a machine share.
 */
final class ScaleService {

	/**
	 * As large as an instance of the sample services in Consul 1.8: about 1,300 bytes.
	 */
	private static final String INSTANCE = """
			{"Node": {"ID": "3e9aa26f-6c0e-2c1c-8f4b-0d5e6b1b0a7c", "Node": "host-%1$d", "Address": "10.1.%2$d.%3$d",
			 "Datacenter": "dc1", "TaggedAddresses": {"lan": "10.1.%2$d.%3$d", "lan_ipv4": "10.1.%2$d.%3$d",
			 "wan": "10.1.%2$d.%3$d", "wan_ipv4": "10.1.%2$d.%3$d"}, "Meta": {"consul-network-segment": ""},
			 "CreateIndex": 12, "ModifyIndex": 13},
			 "Service": {"ID": "%4$s-%1$d", "Service": "%4$s", "Tags": ["v1"], "Address": "10.1.%2$d.%3$d",
			 "TaggedAddresses": {"lan_ipv4": {"Address": "10.1.%2$d.%3$d", "Port": 8080},
			 "wan_ipv4": {"Address": "10.1.%2$d.%3$d", "Port": 8080}},
			 "Meta": {"changed": "0", "secure": "false", "management-port": "8080", "metrics-path": "/actuator/prometheus",
			 "resilience-process": "%5$d", "zone": "a"}, "Port": 8080, "Weights": {"Passing": 1, "Warning": 1},
			 "EnableTagOverride": false, "Proxy": {"MeshGateway": {}, "Expose": {}}, "Connect": {},
			 "CreateIndex": 1200, "ModifyIndex": 1200},
			 "Checks": [{"Node": "host-%1$d", "CheckID": "serfHealth", "Name": "Serf Health Status", "Status": "passing",
			 "Notes": "", "Output": "Agent alive and reachable", "ServiceID": "", "ServiceName": "", "ServiceTags": [],
			 "Type": "", "Definition": {}, "CreateIndex": 12, "ModifyIndex": 12},
			 {"Node": "host-%1$d", "CheckID": "service:%4$s-%1$d", "Name": "Service '%4$s' check", "Status": "passing",
			 "Notes": "", "Output": "HTTP GET http://10.1.%2$d.%3$d:8080/actuator/health/readiness: 200 OK", "ServiceID":
			 "%4$s-%1$d", "ServiceName": "%4$s", "ServiceTags": ["v1"], "Type": "http", "Definition": {},
			 "CreateIndex": 1200, "ModifyIndex": 1301}]}""";

	private final String name;

	private final int instances;

	private final BitSet gone = new BitSet();

	private final String[] texts;

	private final int[] lives;

	private long index = 100;

	private byte[] response = {};

	ScaleService(String name, int instances) {
		this.name = name;
		this.instances = instances;
		this.texts = new String[instances];
		this.lives = new int[instances];
		for (int instance = 0; instance < instances; instance++) {
			add(instance);
		}
		changed(ScaleRun.NANOS.getAsLong());
	}

	String name() {
		return this.name;
	}

	long index() {
		return this.index;
	}

	ByteBuffer response() {
		return ByteBuffer.wrap(this.response);
	}

	/**
	 * Deregisters an instance.
	 */
	void remove(int instance) {
		this.gone.set(instance);
	}

	/**
	 * Registers an instance that has been started.
	 */
	void add(int instance) {
		this.lives[instance]++;
		this.texts[instance] = INSTANCE.formatted(instance, instance / 250, instance % 250, this.name,
				this.lives[instance]);
		this.gone.clear(instance);
	}

	/**
	 * Makes the changes so far visible.
	 */
	void changed(long now) {
		this.index++;
		String json = IntStream.range(0, this.instances)
			.filter((instance) -> !this.gone.get(instance))
			.mapToObj((instance) -> this.texts[instance])
			.collect(Collectors.joining(",", "[", "]"))
			.replaceFirst("\"changed\": \"0\"", "\"changed\": \"%d\"".formatted(now));
		this.response = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: %d\r\n"
				+ "Content-Length: %d\r\n\r\n%s")
			.formatted(this.index, json.length(), json)
			.getBytes(StandardCharsets.US_ASCII);
	}

}
