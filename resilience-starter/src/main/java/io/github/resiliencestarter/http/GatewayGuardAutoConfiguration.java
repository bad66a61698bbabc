package io.github.resiliencestarter.http;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.cloud.client.loadbalancer.BlockingLoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.gateway.filter.ReactiveLoadBalancerClientFilter;
import org.springframework.cloud.gateway.server.mvc.config.GatewayMvcProperties;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.cloud.gateway.server.mvc.handler.RestClientProxyExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * {@link AutoConfiguration Auto-configuration} for guarded routes of Spring Cloud
 * Gateway.
 */
@AutoConfiguration(after = HttpGuardAutoConfiguration.class,
		beforeName = "org.springframework.cloud.gateway.server.mvc.GatewayServerMvcAutoConfiguration")
@ConditionalOnResilienceEnabled
@ConditionalOnBean(HttpGuard.class)
public final class GatewayGuardAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ RestClientProxyExchange.class, LoadBalancerLifecycle.class })
	@ConditionalOnBean(GuardInterceptor.class)
	@ConditionalOnMissingBean(ProxyExchange.class)
	static class MvcConfiguration {

		private static final Log logger = LogFactory.getLog(GatewayGuardAutoConfiguration.class);

		@Bean
		RoutedService httpRoutedService() {
			return new RoutedService();
		}

		@Bean
		ProxyExchange httpRoutedProxyExchange(RestClient.Builder builder, GatewayMvcProperties properties,
				GuardInterceptor guard, ObjectProvider<BlockingLoadBalancerInterceptor> loadBalancer) {
			RequestFactories.remove(builder, guard);
			RestClient client = builder.build();
			ClientHttpRequestFactory factory = RequestFactories.of(client);
			if (factory == null) {
				logger.warn("Routes of Spring Cloud Gateway are guarded by host, not by service: the request factory "
						+ "of " + client.getClass().getName() + " cannot be read");
				return new RestClientProxyExchange(builder.requestInterceptors(guard::addTo).build(), properties);
			}
			BlockingLoadBalancerInterceptor balancer = loadBalancer.getIfAvailable();
			return new RoutedProxyExchange(exchange(client, new RoutedRequests(guard, factory, null), properties),
					(balancer != null) ? exchange(client, new RoutedRequests(guard, factory, balancer), properties)
							: null);
		}

		private static ProxyExchange exchange(RestClient client, RoutedRequests requests,
				GatewayMvcProperties properties) {
			return new RestClientProxyExchange(client.mutate().requestFactory(requests).build(), properties);
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
