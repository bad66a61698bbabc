package io.github.resiliencestarter.http;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.targets.TargetContextPart;
import io.github.resiliencestarter.targets.TargetContextsConfiguration;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.cloud.client.loadbalancer.LoadBalancerAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestFactory;
import org.springframework.cloud.gateway.filter.ReactiveLoadBalancerClientFilter;
import org.springframework.cloud.gateway.server.mvc.config.GatewayMvcProperties;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.cloud.gateway.server.mvc.handler.RestClientProxyExchange;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/**
 * {@link AutoConfiguration Auto-configuration} for guarded routes of Spring Cloud
 * Gateway.
 */
@AutoConfiguration(after = { HttpGuardAutoConfiguration.class, LoadBalancerAutoConfiguration.class },
		beforeName = "org.springframework.cloud.gateway.server.mvc.GatewayServerMvcAutoConfiguration")
// Otherwise Spring Cloud's auto-configuration would move up, before what its conditions
// look for
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnResilienceEnabled
@ConditionalOnBean(HttpGuard.class)
public final class GatewayGuardAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ RestClientProxyExchange.class, LoadBalancerClientFactory.class })
	@ConditionalOnBean({ GuardInterceptor.class, LoadBalancerClient.class })
	@ConditionalOnMissingBean(ProxyExchange.class)
	@Import(TargetContextsConfiguration.class)
	static class MvcConfiguration {

		@Bean
		TargetContextPart httpRoutedTargetContextPart() {
			return new TargetContextPart(RoutedLoadBalancerConfiguration.class);
		}

		@Bean
		RoutedProxyExchange httpRoutedProxyExchange(RestClient.Builder builder, GatewayMvcProperties properties,
				GuardInterceptor guard, LoadBalancerClient loadBalancer, LoadBalancerRequestFactory requests) {
			RestClient stock = builder.build();
			ClientHttpRequestFactory factory = RequestFactories.of(stock);
			ClientHttpRequestInterceptor balancer = new LoadBalancerInterceptor(loadBalancer, requests);
			if (factory == null) {
				// Bodies are read into memory
				RestClient balanced = stock.mutate().requestInterceptor(balancer).build();
				return new RoutedProxyExchange(new RestClientProxyExchange(stock, properties),
						new RestClientProxyExchange(balanced, properties));
			}
			RequestFactories.remove(builder, guard);
			return new RoutedProxyExchange(exchange(builder, new RoutedRequests(guard, factory, null), properties),
					exchange(builder, new RoutedRequests(guard, factory, balancer), properties));
		}

		private static ProxyExchange exchange(RestClient.Builder builder, RoutedRequests requests,
				GatewayMvcProperties properties) {
			return new RestClientProxyExchange(builder.clone().requestFactory(requests).build(), properties);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(ReactiveLoadBalancerClientFilter.class)
	static class WebFluxConfiguration {

		@Bean
		RouteGuardFilter httpRouteGuardFilter(HttpGuard http) {
			return new RouteGuardFilter(http, Schedulers.parallel());
		}

		@Bean
		RoutedBodyFilter httpRoutedBodyFilter() {
			return new RoutedBodyFilter();
		}

	}

}
