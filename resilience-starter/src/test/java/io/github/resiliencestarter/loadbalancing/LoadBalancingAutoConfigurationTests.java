package io.github.resiliencestarter.loadbalancing;

import java.io.IOException;
import java.util.List;

import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.VerdictCustomizer;
import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerExchangeFilterFunction;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.core.NoopServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.RandomLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ReactorLoadBalancer;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.cloud.loadbalancer.support.SimpleObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadBalancingAutoConfiguration}.
 */
class LoadBalancingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(CommonsClientAutoConfiguration.class, SimpleDiscoveryClientAutoConfiguration.class,
					UtilAutoConfiguration.class, LoadBalancerAutoConfiguration.class,
					ReactorLoadBalancerClientAutoConfiguration.class, LoadBalancingAutoConfiguration.class));

	@Test
	void choosesTheInstancesOfEachTarget() {
		StarterContext.runner().withPropertyValues("spring.application.name=caller").run((context) -> {
			assertThat(loadBalancer(context, "inventory")).isInstanceOf(InstanceChoice.class);
			assertThat(loadBalancer(context, "orders")).isInstanceOf(InstanceChoice.class);
			assertThat(context).getBean(ReactorLoadBalancerExchangeFilterFunction.class)
				.isInstanceOf(VisitFilter.class);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled=false", "resilience.loadbalancing.enabled=false",
			"resilience.loadbalancing.targets.inventory.enabled=false" })
	void givesSpringCloudsOwnBackWhenSwitchedOff(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(loadBalancer(context, "inventory"))
				.isInstanceOf(RoundRobinLoadBalancer.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { ForAll.class, ForOne.class, InTheApplication.class })
	void leavesTheLoadBalancerOfTheUser(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration)
			.run((context) -> assertThat(loadBalancer(context, "inventory")).isInstanceOf(RandomLoadBalancer.class));
	}

	@Test
	void leavesTheReactiveFilterOfTheUser() {
		this.runner.withUserConfiguration(OwnFilter.class)
			.run((context) -> assertThat(context).doesNotHaveBean(VisitFilter.class));
	}

	@Test
	void resultsFollowTheCustomizersOfTheUser() {
		this.runner.withConfiguration(AutoConfigurations.of(FailureAutoConfiguration.class))
			.withBean(VerdictCustomizer.class, () -> (target, result, verdict) -> null)
			.run((context) -> assertThat(context.getBean(Targets.class)
				.results()
				.ofError(AttemptedRequest.to("inventory"), new IOException("reset"))).isEqualTo(Result.ANSWERED));
	}

	@Test
	void worksWithoutWebClient() {
		this.runner.withClassLoader(new FilteredClassLoader(WebClient.class.getPackageName()))
			.run((context) -> assertThat(loadBalancer(context, "inventory")).isInstanceOf(InstanceChoice.class));
	}

	@Test
	void takesWhatIsNotSetForATargetFromWhatIsSetForAll() {
		this.runner
			.withPropertyValues("resilience.loadbalancing.ejection.time.base=1s",
					"resilience.loadbalancing.algorithm=round-robin", "resilience.loadbalancing.slow-start=7s",
					"resilience.loadbalancing.targets.order-service.ejection.time.max=2s",
					"resilience.loadbalancing.targets.order-service.algorithm=least-loaded")
			.run((context) -> {
				ChoiceSettings targets = context.getBean(ChoiceSettings.class);
				LoadBalancingSettings settings = targets.apply("order-service");
				assertThat(settings.algorithm()).isEqualTo(Algorithm.LEAST_LOADED);
				assertThat(settings.slowStart()).hasSeconds(7);
				assertThat(settings.ejection().time().base()).hasSeconds(1);
				assertThat(settings.ejection().time().max()).hasSeconds(2);
				assertThat(settings.ejection().time().probes()).isEqualTo(3);
				assertThat(targets.apply("other").algorithm()).isEqualTo(Algorithm.ROUND_ROBIN);
				assertThat(targets.apply("no name").slowStart()).hasSeconds(7);
			});
	}

	@Test
	void findsTheSettingsOfATargetUnderItsNameInBracketsToo() {
		this.runner
			.withPropertyValues("resilience.loadbalancing.slow-start=7s",
					"resilience.loadbalancing.targets.[order-service].algorithm=round-robin",
					"resilience.loadbalancing.targets.[Order_Service].algorithm=round-robin")
			.run((context) -> {
				ChoiceSettings targets = context.getBean(ChoiceSettings.class);
				for (String target : new String[] { "order-service", "Order_Service" }) {
					assertThat(targets.apply(target).algorithm()).isEqualTo(Algorithm.ROUND_ROBIN);
					assertThat(targets.apply(target).slowStart()).hasSeconds(7);
				}
				assertThat(targets.apply("orders").algorithm()).isEqualTo(Algorithm.LEAST_LOADED);
			});
	}

	@Test
	void refusesStandbyByTagsWhereTagsAreNotSeen() {
		this.runner
			.withPropertyValues("resilience.discovery.enabled=false",
					"resilience.loadbalancing.targets.inventory.standby.tags=spare")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("resilience.loadbalancing.targets.inventory.standby.tags")
				.hasMessageContaining("write standby.metadata instead"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					resilience.loadbalancing.latency-decay=0|must be at least 1ms
					resilience.loadbalancing.slow-start=-1s|must not be negative
					resilience.loadbalancing.ejection.consecutive-errors=0|must be at least 1
					resilience.loadbalancing.ejection.consecutive-connect-errors=0|must be at least 1
					resilience.loadbalancing.ejection.max-ejected=50|must be a share
					resilience.loadbalancing.ejection.errors.share=-0.1|must be a share
					resilience.loadbalancing.ejection.errors.min-calls=0|must be at least 1
					resilience.loadbalancing.ejection.unresponsive-after=0|must be at least 1ms
					resilience.loadbalancing.ejection.time.multiplier=0.5|must be from 1 to 100
					resilience.loadbalancing.ejection.time.probes=0|must be at least 1
					resilience.loadbalancing.ejection.time.max=1s|must not be shorter than resilience.loadbalancing.ejection.time.base
					resilience.loadbalancing.targets.inventory.ejection.max-ejected=2|must be a share
					resilience.loadbalancing.zone-threshold=2|must be a share
					resilience.loadbalancing.standby.min-active=0|must be at least 1
					resilience.loadbalancing.targets.inventory.standby.hold=-1s|must not be negative
					resilience.loadbalancing.targets[Order_Service].slow-start=-1s|must not be negative
					resilience.loadbalancing.targets.inventory.standby.tags=,spare|must not be blank
					""")
	void refusesToStartOnAWrongValueAndNamesItsKey(String property, String reason) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(property.substring(0, property.indexOf('=')))
				.hasMessageContaining(reason));
	}

	private static ReactiveLoadBalancer<ServiceInstance> loadBalancer(ApplicationContext context, String target) {
		return context.getBean(LoadBalancerClientFactory.class).getInstance(target);
	}

	private static RandomLoadBalancer random() {
		return new RandomLoadBalancer(new SimpleObjectProvider<>(new NoopServiceInstanceListSupplier()), "inventory");
	}

	@Configuration(proxyBeanMethods = false)
	@LoadBalancerClients(defaultConfiguration = OwnLoadBalancer.class)
	static class ForAll {

	}

	@Configuration(proxyBeanMethods = false)
	@LoadBalancerClient(name = "inventory", configuration = OwnLoadBalancer.class)
	static class ForOne {

	}

	static class OwnLoadBalancer {

		@Bean
		ReactorLoadBalancer<ServiceInstance> ownLoadBalancer() {
			return random();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InTheApplication {

		@Bean
		RandomLoadBalancer ownLoadBalancer() {
			return random();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFilter {

		@Bean
		ReactorLoadBalancerExchangeFilterFunction ownFilter(ReactiveLoadBalancer.Factory<ServiceInstance> factory) {
			return new ReactorLoadBalancerExchangeFilterFunction(factory, List.of());
		}

	}

}
