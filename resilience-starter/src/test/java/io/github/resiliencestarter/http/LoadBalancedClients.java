package io.github.resiliencestarter.http;

import io.github.resiliencestarter.loadbalancing.LoadBalancingAutoConfiguration;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerBeanPostProcessorAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.BlockingLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Load-balanced clients defined by users, with Spring Cloud's simple discovery.
 */
@Configuration(proxyBeanMethods = false)
@Import(HttpGuardContract.Application.class)
@ImportAutoConfiguration({ UtilAutoConfiguration.class, SimpleDiscoveryClientAutoConfiguration.class,
		SimpleReactiveDiscoveryClientAutoConfiguration.class, CommonsClientAutoConfiguration.class,
		ReactiveCommonsClientAutoConfiguration.class, LoadBalancerAutoConfiguration.class,
		BlockingLoadBalancerClientAutoConfiguration.class, ReactorLoadBalancerClientAutoConfiguration.class,
		LoadBalancerBeanPostProcessorAutoConfiguration.class, LoadBalancingAutoConfiguration.class,
		org.springframework.cloud.client.loadbalancer.LoadBalancerAutoConfiguration.class })
class LoadBalancedClients {

	@Bean
	@LoadBalanced
	RestClient.Builder ownRestClientBuilder() {
		return RestClient.builder().requestFactory(new JdkClientHttpRequestFactory());
	}

	@Bean
	@LoadBalanced
	RestTemplate ownRestTemplate() {
		return new RestTemplate(new JdkClientHttpRequestFactory());
	}

	@Bean
	@LoadBalanced
	WebClient.Builder ownWebClientBuilder() {
		return WebClient.builder().clientConnector(new JdkClientHttpConnector());
	}

}
