package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.SimpleObjectProvider;

/**
 * Cost of choosing an instance: by least load, in turn, and by Spring Cloud's round
 * robin, with a supplier whose list does not change.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PickBenchmark {

	/**
	 * Number of instances.
	 */
	@Param({ "2", "10", "100", "1000", "10000" })
	public int instances;

	private final Request<?> request = new DefaultRequest<>();

	private final Target target = target("least-loaded");

	private ReactorServiceInstanceLoadBalancer leastLoaded = (request) -> Mono.empty();

	private ReactorServiceInstanceLoadBalancer inTurn = (request) -> Mono.empty();

	private ReactorServiceInstanceLoadBalancer springClouds = (request) -> Mono.empty();

	/**
	 * Create the load balancers, and make ours know each instance.
	 */
	@Setup
	public void setUp() {
		List<ServiceInstance> list = IntStream.range(0, this.instances)
			.<ServiceInstance>mapToObj(
					(i) -> new DefaultServiceInstance("i" + i, "inventory", "10.0.0." + i, 80, false))
			.toList();
		ServiceInstanceListSupplier supplier = new FixedSupplier(list);
		this.leastLoaded = new InstanceChoice(this.target, () -> supplier, null);
		this.inTurn = new InstanceChoice(target("round-robin"), () -> supplier, null);
		this.springClouds = new RoundRobinLoadBalancer(new SimpleObjectProvider<>(supplier), "inventory");
		leastLoaded();
		for (ServiceInstance instance : list) {
			Visit visit = this.target.begin(instance);
			if (visit != null) {
				visit.end(Result.ANSWERED);
			}
		}
	}

	private static Target target(String algorithm) {
		LoadBalancingSettings settings = new Binder(
				new MapConfigurationPropertySource(Map.of("x.algorithm", algorithm)))
			.bindOrCreate("x", LoadBalancingProperties.class)
			.settings();
		return new Target("inventory", settings, Targets.filters("inventory", settings, null), TimeAndChance.system(),
				new LoadBalancingListeners(List.of()));
	}

	/**
	 * Choose the less loaded of two.
	 * @return the choice
	 */
	@Benchmark
	public Response<ServiceInstance> leastLoaded() {
		return choose(this.leastLoaded);
	}

	/**
	 * Choose the less loaded of two and record the result.
	 * @return the choice
	 */
	@Benchmark
	public Response<ServiceInstance> leastLoadedAndItsResult() {
		Response<ServiceInstance> response = choose(this.leastLoaded);
		Visit visit = this.target.begin(Objects.requireNonNull(response.getServer()));
		if (visit != null) {
			visit.end(Result.ANSWERED);
		}
		return response;
	}

	/**
	 * Choose the next.
	 * @return the choice
	 */
	@Benchmark
	public Response<ServiceInstance> inTurn() {
		return choose(this.inTurn);
	}

	/**
	 * Let Spring Cloud choose the next.
	 * @return the choice
	 */
	@Benchmark
	public Response<ServiceInstance> springCloudsRoundRobin() {
		return choose(this.springClouds);
	}

	private Response<ServiceInstance> choose(ReactorServiceInstanceLoadBalancer balancer) {
		return Objects.requireNonNull(balancer.choose(this.request).block());
	}

	private record FixedSupplier(List<ServiceInstance> list) implements ServiceInstanceListSupplier {

		@Override
		public String getServiceId() {
			return "inventory";
		}

		@Override
		public Flux<List<ServiceInstance>> get() {
			return Flux.just(this.list);
		}

	}

}
