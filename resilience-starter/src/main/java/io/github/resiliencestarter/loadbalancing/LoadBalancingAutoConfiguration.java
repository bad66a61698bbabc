package io.github.resiliencestarter.loadbalancing;

import java.util.List;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.targets.TargetContextPart;
import io.github.resiliencestarter.targets.TargetContextsConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerExchangeFilterFunction;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerZoneConfig;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration for the choice of instances by their health and load.
 */
@AutoConfiguration(after = LoadBalancerAutoConfiguration.class,
		before = ReactorLoadBalancerClientAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.loadbalancing.enabled", matchIfMissing = true)
@ConditionalOnClass(LoadBalancerClientFactory.class)
@EnableConfigurationProperties(LoadBalancingProperties.class)
@Import(TargetContextsConfiguration.class)
public final class LoadBalancingAutoConfiguration {

	@Bean
	TargetContextPart loadBalancingTargetContextPart() {
		return new TargetContextPart(InstanceChoiceConfiguration.class);
	}

	@Bean
	ChoiceSettings loadBalancingChoiceSettings(Environment environment, LoadBalancingProperties properties) {
		return new ChoiceSettings(environment, properties);
	}

	@Bean
	Targets loadBalancingTargets(ChoiceSettings settings, ObjectProvider<LoadBalancingListener> listeners,
			ObjectProvider<LoadBalancerZoneConfig> zone, ObjectProvider<HttpJudge> judge) {
		LoadBalancerZoneConfig own = zone.getIfAvailable();
		return new Targets(settings, new LoadBalancingListeners(listeners.orderedStream().toList()),
				TimeAndChance.system(), (own != null) ? own.getZone() : null,
				new Results(judge.getIfAvailable(HttpJudge::standard)));
	}

	@Bean
	LiveChoice loadBalancingLiveChoice(ChoiceSettings settings, Targets targets) {
		return new LiveChoice(settings, targets);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	@ConditionalOnBean(ReactiveLoadBalancer.Factory.class)
	@ConditionalOnBooleanProperty(name = "spring.cloud.loadbalancer.retry.enabled", havingValue = false,
			matchIfMissing = true)
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean(ReactorLoadBalancerExchangeFilterFunction.class)
		VisitFilter loadBalancingVisitFilter(ReactiveLoadBalancer.Factory<ServiceInstance> factory,
				ObjectProvider<List<LoadBalancerClientRequestTransformer>> transformers) {
			return new VisitFilter(factory, transformers.getIfAvailable(List::of));
		}

	}

}
