package io.github.resiliencestarter.discovery;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.cloud.loadbalancer.support.LoadBalancerEnvironmentPropertyUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Configuration of the child context that the load balancer creates for each target. Not
 * nested in the auto-configuration, whose own context would process it too. Public
 * because code generated ahead of time refers to it.
 */
public class ListedInstancesConfiguration {

	// A user's own supplier may be in a default configuration that is processed later
	@Bean
	@Fallback
	@ConditionalOnMissingBean
	@Conditional(OnPlainList.class)
	ServiceInstanceListSupplier discoveryInstanceListSupplier(Environment environment, InstanceLists lists,
			ObjectProvider<DiscoveryClient> registries) {
		String target = environment.getRequiredProperty(LoadBalancerClientFactory.PROPERTY_NAME);
		return new ListedInstanceSupplier(target, lists, registries);
	}

	/**
	 * Condition that matches unless the user has configured one of Spring Cloud's own
	 * suppliers, all of which get the list from a discovery client and therefore from us.
	 */
	static class OnPlainList implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return LoadBalancerEnvironmentPropertyUtils.equalToOrMissingForClientOrDefault(context.getEnvironment(),
					"configurations", "default");
		}

	}

}
