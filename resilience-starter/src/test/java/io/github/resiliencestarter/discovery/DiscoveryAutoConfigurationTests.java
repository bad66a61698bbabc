package io.github.resiliencestarter.discovery;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.registration.RegistrationAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DiscoveryAutoConfiguration}.
 */
class DiscoveryAutoConfigurationTests {

	private static final String SIMPLE = "spring.cloud.discovery.client.simple.instances.inventory[0].uri=http://10.0.0.9:80";

	private final FakeConsul consul = new FakeConsul();

	private final ApplicationContextRunner runner = StarterContext.runner()
		.withPropertyValues("spring.cloud.consul.port=" + this.consul.uri().getPort(),
				"resilience.discovery.first-list-timeout=60s");

	@AfterEach
	void stop() {
		this.consul.close();
	}

	@Test
	void loadBalancerIsGivenTheSameListUntilConsulTellsAnother() {
		this.runner.run((context) -> {
			Flux<List<ServiceInstance>> instances = supplier(context).get();
			StepVerifier.create(instances.map(List::size))
				.then(() -> this.consul.next().answer(7, 8081))
				.expectNext(1)
				.expectComplete()
				.verify(Duration.ofSeconds(60));
			List<ServiceInstance> before = now(instances);
			assertThat(now(instances)).isSameAs(before);
			this.consul.next().answer(8, 8081, 8082);
			assertThat(this.consul.next().path()).contains("index=8");
			assertThat(now(instances)).hasSize(2);
		});
	}

	@Test
	void bothDiscoveryClientsAnswerFromTheSameList() {
		this.runner.run((context) -> {
			InstanceList list = Objects.requireNonNull(context.getBean(InstanceLists.class).forTarget("inventory"));
			this.consul.next().answer(7, 8081);
			assertThat(context.getBean(DiscoveryClient.class).getInstances("inventory")).isSameAs(list.instances())
				.hasSize(1);
			StepVerifier.create(context.getBean(ReactiveDiscoveryClient.class).getInstances("inventory"))
				.expectNext(list.instances().get(0))
				.verifyComplete();
			assertThat(this.consul.next().path()).contains("index=7");
		});
	}

	@Test
	void tagsDatacentersAndTokenAreSpringCloudConsuls() {
		this.runner
			.withPropertyValues("spring.cloud.consul.discovery.server-list-query-tags.inventory=v1,blue",
					"spring.cloud.consul.discovery.datacenters.inventory=east, west",
					"spring.cloud.consul.discovery.acl-token=secret",
					"spring.cloud.consul.discovery.consistency-mode=stale")
			.run((context) -> {
				context.getBean(InstanceLists.class).forTarget("inventory");
				FakeConsul.Question first = this.consul.next();
				FakeConsul.Question second = this.consul.next();
				assertThat(List.of(first.path(), second.path())).containsExactlyInAnyOrder(
						"/v1/health/service/inventory?passing=true&tag=v1&tag=blue&dc=east&stale",
						"/v1/health/service/inventory?passing=true&tag=v1&tag=blue&dc=west&stale");
				assertThat(first.header("X-Consul-Token")).isEqualTo("secret");
			});
	}

	@Test
	void agentsAreThoseTheUserNames() {
		try (FakeConsul other = new FakeConsul()) {
			this.runner
				.withPropertyValues(
						"resilience.discovery.consul.addresses=127.0.0.1:" + other.uri().getPort() + ",127.0.0.1:1",
						"resilience.discovery.consul.max-wait=2m", "spring.cloud.consul.path=proxy")
				.run((context) -> {
					context.getBean(InstanceLists.class).forTarget("inventory");
					FakeConsul.Question first = other.next();
					assertThat(first.path()).isEqualTo("/proxy/v1/health/service/inventory?passing=true");
					first.answer(7, 8081);
					assertThat(other.next().path()).contains("&wait=120000ms");
				});
		}
	}

	@Test
	void otherRegistriesAreAskedToo() {
		this.consul.close();
		this.runner.withPropertyValues(SIMPLE).run((context) -> {
			List<ServiceInstance> first = now(supplier(context).get());
			assertThat(first).extracting(ServiceInstance::getHost).containsExactly("10.0.0.9");
			assertThat(now(supplier(context).get())).isSameAs(first);
		});
	}

	@Test
	void otherRegistriesAreEnoughWithoutConsul() {
		this.runner.withPropertyValues(SIMPLE, "spring.cloud.consul.discovery.enabled=false")
			.run((context) -> assertThat(now(supplier(context).get())).hasSize(1));
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DiscoveryAutoConfiguration.class, RegistrationAutoConfiguration.class,
							UtilAutoConfiguration.class, CompositeDiscoveryClientAutoConfiguration.class,
							SimpleDiscoveryClientAutoConfiguration.class, LoadBalancerAutoConfiguration.class))
			.withPropertyValues(SIMPLE)
			.withClassLoader(new FilteredClassLoader("org.springframework.cloud.consul"))
			.run((context) -> assertThat(now(supplier(context).get())).hasSize(1));
	}

	@Test
	void reactiveRegistriesAreAskedWhereThereAreNoOthers() {
		this.runner
			.withPropertyValues("spring.cloud.discovery.blocking.enabled=false",
					"spring.cloud.consul.discovery.enabled=false", SIMPLE)
			.run((context) -> assertThat(now(supplier(context).get())).hasSize(1));
	}

	@Test
	void supplierOfTheUserForOneTargetWins() {
		this.runner.withUserConfiguration(ForInventory.class)
			.run((context) -> assertThat(supplier(context).getServiceId()).isEqualTo("mine"));
	}

	@Test
	void supplierOfTheUserForAllTargetsWins() {
		this.runner.withUserConfiguration(ForAll.class)
			.run((context) -> assertThat(supplier(context).getServiceId()).isEqualTo("mine"));
	}

	@Test
	void supplierOfSpringCloudThatTheUserAsksForWins() {
		this.runner.withPropertyValues("spring.cloud.loadbalancer.configurations=zone-preference")
			.run((context) -> assertThat(suppliers(context))
				.containsOnlyKeys("zonePreferenceDiscoveryClientServiceInstanceListSupplier"));
	}

	@Test
	void startsFromTheKeptListWhileConsulIsAway(@TempDir Path directory) {
		ApplicationContextRunner keeping = this.runner
			.withPropertyValues("resilience.discovery.cache-directory=" + directory);
		keeping.run((context) -> {
			context.getBean(InstanceLists.class).forTarget("inventory");
			this.consul.next().answer(7, 8081);
			assertThat(this.consul.next().path()).contains("index=7");
		});
		this.consul.close();
		keeping.run((context) -> assertThat(now(supplier(context).get())).extracting(ServiceInstance::getUri)
			.containsExactly(URI.create("http://10.0.0.1:8081")));
	}

	@Test
	void healthShowsTheListsAndNeverTakesTheApplicationDown() {
		this.runner.withPropertyValues("resilience.discovery.max-age=1ms").run((context) -> {
			DiscoveryHealthIndicator health = context.getBean(DiscoveryHealthIndicator.class);
			assertThat(health.health()).isEqualTo(Health.up().build());
			context.getBean(InstanceLists.class).forTarget("inventory");
			this.consul.next().answer(7, 8081);
			FakeConsul.Question blocking = this.consul.next();
			assertThat(health.health())
				.isEqualTo(Health.up().withDetail("inventory", Map.of("instances", 1, "ageSeconds", 0L)).build());
			blocking.answer(500, null, "");
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(health.health().getStatus()).isEqualTo(Status.UNKNOWN));
		});
	}

	@Test
	void listsAreNotCachedOnceMore() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(LoadBalancerCacheManager.class));
	}

	@Test
	void switchBringsBackTheStockLists() {
		this.runner.withPropertyValues("resilience.discovery.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(InstanceLists.class).hasSingleBean(LoadBalancerCacheManager.class);
			assertThat(context.getBean(DiscoveryClient.class)).isNotInstanceOf(ListedDiscoveryClient.class);
			assertThat(supplier(context)).isNotInstanceOf(ListedInstanceSupplier.class);
		});
	}

	@Test
	void targetsBeyondTheBoundAreAskedForWithEachCall() {
		this.runner
			.withPropertyValues(SIMPLE, "resilience.discovery.max-targets=1",
					"spring.cloud.consul.discovery.enabled=false")
			.run((context) -> {
				InstanceLists lists = context.getBean(InstanceLists.class);
				lists.forTarget("first");
				assertThat(lists.forTarget("inventory")).isNull();
				assertThat(now(supplier(context).get())).hasSize(1);
				assertThat(context.getBean(DiscoveryClient.class).getInstances("inventory")).hasSize(1);
				StepVerifier.create(context.getBean(ReactiveDiscoveryClient.class).getInstances("inventory"))
					.expectNextCount(1)
					.verifyComplete();
			});
	}

	private static List<ServiceInstance> now(Flux<List<ServiceInstance>> instances) {
		return Objects.requireNonNull(instances.blockFirst(Duration.ofSeconds(60)));
	}

	private static ServiceInstanceListSupplier supplier(ApplicationContext context) {
		return context.getBean(LoadBalancerClientFactory.class)
			.getLazyProvider("inventory", ServiceInstanceListSupplier.class)
			.getObject();
	}

	private static Map<String, ServiceInstanceListSupplier> suppliers(ApplicationContext context) {
		return context.getBean(LoadBalancerClientFactory.class)
			.getInstances("inventory", ServiceInstanceListSupplier.class);
	}

	@Configuration(proxyBeanMethods = false)
	@LoadBalancerClient(name = "inventory", configuration = Mine.class)
	static class ForInventory {

	}

	@Configuration(proxyBeanMethods = false)
	@LoadBalancerClients(defaultConfiguration = Mine.class)
	static class ForAll {

	}

	static class Mine {

		@Bean
		ServiceInstanceListSupplier mine() {
			return new ServiceInstanceListSupplier() {

				@Override
				public String getServiceId() {
					return "mine";
				}

				@Override
				public Flux<List<ServiceInstance>> get() {
					return Flux.just(List.of());
				}

			};
		}

	}

}
