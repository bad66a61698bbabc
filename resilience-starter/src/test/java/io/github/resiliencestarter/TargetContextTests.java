package io.github.resiliencestarter;

import org.junit.jupiter.api.Test;

import org.springframework.cloud.loadbalancer.core.DelegatingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ReactorLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/**
 * Tests that what several features put into the context of each target is there together:
 * a class of the same simple name would silently replace another.
 */
class TargetContextTests {

	@Test
	void choosesByLoadFromListsThatArePushed() {
		StarterContext.runner().run((context) -> {
			LoadBalancerClientFactory targets = context.getBean(LoadBalancerClientFactory.class);
			assertThat(targets.getInstance("inventory", ReactorLoadBalancer.class)).extracting(this::simpleName)
				.isEqualTo("InstanceChoice");
			assertThat(targets.getInstance("inventory", ServiceInstanceListSupplier.class))
				.asInstanceOf(type(DelegatingServiceInstanceListSupplier.class))
				.extracting(DelegatingServiceInstanceListSupplier::getDelegate)
				.extracting(this::simpleName)
				.isEqualTo("ListedInstanceSupplier");
		});
	}

	private String simpleName(Object bean) {
		return bean.getClass().getSimpleName();
	}

}
