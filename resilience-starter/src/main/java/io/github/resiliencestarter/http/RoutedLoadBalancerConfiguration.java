package io.github.resiliencestarter.http;

import java.util.Objects;

import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Configuration of the context that the load balancer creates for each target, where
 * Spring Cloud Gateway looks for a load balancer, and nobody else does. Public because
 * code generated ahead of time refers to it.
 */
public class RoutedLoadBalancerConfiguration {

	@Bean
	RoutedLoadBalancer httpRoutedLoadBalancer(ApplicationContext context) {
		return new RoutedLoadBalancer(Objects.requireNonNull(context.getParent()).getBean(LoadBalancerClient.class));
	}

}
