package io.github.resiliencestarter.instances;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.Guards;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * {@link AutoConfiguration Auto-configuration} for guarded calls to discovered instances
 * over any protocol.
 */
@AutoConfiguration(
		after = { GuardAutoConfiguration.class, FailureAutoConfiguration.class, LoadBalancerAutoConfiguration.class })
// Otherwise Spring Cloud's auto-configuration would move up, before what its conditions
// look for
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnResilienceEnabled
@ConditionalOnClass(LoadBalancerClientFactory.class)
@ConditionalOnBean({ Guards.class, ReactiveLoadBalancer.Factory.class })
public final class InstanceGuardsAutoConfiguration {

	@Bean
	InstanceGuards instanceGuards(Guards guards, ObjectProvider<HttpJudge> judge,
			ReactiveLoadBalancer.Factory<ServiceInstance> factory) {
		return new InstanceGuards(guards, judge.getIfAvailable(HttpJudge::standard), factory);
	}

}
