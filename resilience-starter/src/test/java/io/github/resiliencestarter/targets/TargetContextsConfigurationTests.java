package io.github.resiliencestarter.targets;

import java.util.List;

import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientSpecification;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TargetContextsConfiguration}.
 */
class TargetContextsConfigurationTests {

	private final ApplicationContextRunner runner = StarterContext.runner();

	@Test
	void allFeaturesTakeOneWayIntoTheContextOfATarget() {
		this.runner.run((context) -> {
			assertThat(context.getBeansOfType(LoadBalancerClientSpecification.class).values())
				.flatExtracting((specification) -> List.of(specification.getConfiguration()))
				.filteredOn((configuration) -> configuration.getName().startsWith("io.github.resiliencestarter"))
				.containsExactly(TargetContextConfiguration.class);
			assertThat(context.getBeansOfType(TargetContextPart.class)).hasSize(3);
		});
	}

	@ParameterizedTest
	@CsvSource({ "resilience.loadbalancing.enabled, loadBalancingStockReplacement",
			"resilience.discovery.enabled, discoveryInstanceListSupplier",
			"resilience.http.enabled, httpOtherInstanceSupplierPostProcessor" })
	void eachFeatureContributesOnlyIfItIsEnabled(String property, String bean) {
		this.runner.run((context) -> assertThat(
				context.getBean(LoadBalancerClientFactory.class).getInstances("inventory", Object.class))
			.containsKey(bean));
		this.runner.withPropertyValues(property + "=false")
			.run((context) -> assertThat(
					context.getBean(LoadBalancerClientFactory.class).getInstances("inventory", Object.class))
				.doesNotContainKey(bean)
				.isNotEmpty());
	}

	@Test
	void disabledStarterContributesNothing() {
		this.runner.withPropertyValues("resilience.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(TargetContextPart.class)
				.doesNotHaveBean(TargetContextsConfiguration.class));
	}

	@Test
	void contextsOfDifferentTargetsAreApart() {
		this.runner.withBean("extra", TargetContextPart.class, () -> new TargetContextPart(Extra.class))
			.run((context) -> {
				LoadBalancerClientFactory targets = context.getBean(LoadBalancerClientFactory.class);
				assertThat(targets.getInstance("inventory", Token.class)).isNotNull()
					.isNotSameAs(targets.getInstance("pricing", Token.class));
				assertThat(context).doesNotHaveBean(Token.class);
			});
	}

	/**
	 * Part of the context.
	 */
	public static class Extra {

		@Bean
		Token token() {
			return new Token();
		}

	}

	static class Token {

	}

}
