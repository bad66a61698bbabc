package io.github.resiliencestarter.loadbalancing;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Configuration of the child context that the load balancer creates for each target. Not
 * a nested class of the auto-configuration, because it would then apply to the
 * application context too. Public because code that is generated ahead of time refers to
 * it.
 */
public class InstanceChoiceConfiguration {

	@Bean
	static StockReplacement loadBalancingStockReplacement(Environment environment, ObjectProvider<Targets> targets) {
		return new StockReplacement(String.valueOf(LoadBalancerClientFactory.getName(environment)), targets);
	}

}
