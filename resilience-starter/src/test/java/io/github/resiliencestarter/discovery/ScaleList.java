package io.github.resiliencestarter.discovery;

import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.boot.WebApplicationType;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Measures an instance list of one target in an application, with a real agent, for
 * {@link ScaleRun}.
 */
final class ScaleList {

	private static final int PER_TRANSACTION = 64;

	private static final int CHANGES = 20;

	private static final int PICKS = 1_000;

	private static final int PAUSE_MILLIS = 500;

	private static final String QUERY = "/v1/health/service/inventory?passing=true";

	private final List<Double> asked = new ArrayList<>();

	private final List<Double> picked = new ArrayList<>();

	private final List<Double> renewed = new ArrayList<>();

	private final List<Double> used = new ArrayList<>();

	private final RealConsul consul;

	private final int instances;

	private ScaleList(RealConsul consul, int instances) {
		this.consul = consul;
		this.instances = instances;
	}

	static void measure(int instances) throws Exception {
		Path directory = Files.createTempDirectory("scale");
		try (ConsulApplications applications = new ConsulApplications(directory)) {
			ScaleList list = new ScaleList(applications.consul(), instances);
			list.register();
			System.out.println(list.measure(applications.start(list.consul, WebApplicationType.NONE)));
		}
	}

	private void register() {
		this.consul.put("/v1/catalog/register", "{\"Node\": \"scale\", \"Address\": \"10.0.0.1\"}");
		for (int first = 0; first < this.instances; first += PER_TRANSACTION) {
			register(first, Math.min(this.instances, first + PER_TRANSACTION));
		}
	}

	private void register(int from, int to) {
		String services = IntStream.range(from, to)
			.mapToObj(
					(instance) -> """
							{"Service": {"Verb": "set", "Node": "scale", "Service": {"ID": "inventory-%1$d", "Service": "inventory",
							"Address": "10.1.%2$d.%3$d", "Port": 8080, "Meta": {"secure": "false", "management-port": "8080",
							"metrics-path": "/actuator/prometheus", "zone": "a"}}}}"""
						.formatted(instance, instance / 250, instance % 250))
			.collect(Collectors.joining(",", "[", "]"));
		HttpResponse<String> response = this.consul.put("/v1/txn", services);
		if (response.statusCode() != 200) {
			throw new IllegalStateException(response.body());
		}
	}

	private String measure(ConfigurableApplicationContext application) throws InterruptedException {
		LoadBalancerClient balancer = application.getBean(LoadBalancerClient.class);
		long before = memory();
		long start = ScaleRun.NANOS.getAsLong();
		InstanceList list = Objects.requireNonNull(application.getBean(InstanceLists.class).forTarget("inventory"));
		await(list, this.instances);
		balancer.choose("inventory");
		double first = millis(start);
		for (int pick = 0; pick < PICKS; pick++) {
			balancer.choose("inventory");
		}
		long memory = memory() - before;
		for (int change = 0; change < CHANGES; change++) {
			change(change, list, balancer);
		}
		return String.format(Locale.ROOT,
				"| %,d | %,d KiB | %.0f ms | %.0f ms | %.0f ms | %.0f ms | %.0f ms | %.0f ms | %,d KiB |",
				this.instances, this.consul.get(QUERY).body().length() / 1024, first, median(this.asked),
				median(this.picked), this.picked.stream().mapToDouble(Double::doubleValue).max().orElse(0),
				median(this.renewed), median(this.used), memory / 1024);
	}

	/**
	 * Removes an instance or adds it, and waits until the balancer knows.
	 */
	private void change(int change, InstanceList list, LoadBalancerClient balancer) throws InterruptedException {
		long usedBefore = cpuNanos();
		long start = ScaleRun.NANOS.getAsLong();
		if (change % 2 == 0) {
			this.consul.put("/v1/catalog/deregister", "{\"Node\": \"scale\", \"ServiceID\": \"inventory-7\"}");
		}
		else {
			register(7, 8);
		}
		await(list, this.instances - 1 + change % 2);
		long listed = ScaleRun.NANOS.getAsLong();
		Objects.requireNonNull(balancer.choose("inventory"));
		this.renewed.add(millis(listed));
		this.picked.add(millis(start));
		this.used.add((cpuNanos() - usedBefore) / 1e6);
		long asking = ScaleRun.NANOS.getAsLong();
		this.consul.get(QUERY);
		this.asked.add(millis(asking));
		ScaleRun.pause(PAUSE_MILLIS);
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
	}

	private static long cpuNanos() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
	}

	private static void await(InstanceList list, int size) throws InterruptedException {
		while (list.instances().size() != size) {
			ScaleRun.pause(1);
		}
	}

	private static double millis(long start) {
		return (ScaleRun.NANOS.getAsLong() - start) / 1e6;
	}

	private static long memory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}
