package io.github.resiliencestarter.http;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;

/**
 * Load balancer of one target for the filter {@code lb} of Spring Cloud Gateway on the
 * servlet stack. The filter chooses before the guard, and once for all attempts, so it
 * gets a stand-in: the guard lets the real load balancer choose for each attempt.
 */
class RoutedLoadBalancer implements LoadBalancerClient {

	private static final String ATTRIBUTE = RoutedLoadBalancer.class.getName();

	private static final int ANY_PORT = 80;

	private final LoadBalancerClient loadBalancer;

	RoutedLoadBalancer(LoadBalancerClient loadBalancer) {
		this.loadBalancer = loadBalancer;
	}

	/**
	 * Return the service that a request goes to, once for each attempt of the gateway.
	 * @param attributes the attributes of the request
	 * @return the name of the service, or {@code null} if the route is not load-balanced
	 */
	static @Nullable String take(Map<String, Object> attributes) {
		return (attributes.remove(ATTRIBUTE) instanceof String service) ? service : null;
	}

	@Override
	public <T> ServiceInstance choose(String service, Request<T> request) {
		Map<String, Object> attributes = attributesOf(request);
		if (attributes == null || !attributes.containsKey(MvcUtils.GATEWAY_ORIGINAL_REQUEST_URL_ATTR)) {
			return this.loadBalancer.choose(service, request);
		}
		attributes.put(ATTRIBUTE, service);
		return new DefaultServiceInstance(service, service, service, ANY_PORT, false);
	}

	private static @Nullable Map<String, Object> attributesOf(Request<?> request) {
		return (request.getContext() instanceof RequestDataContext context && context.getClientRequest() != null)
				? context.getClientRequest().getAttributes() : null;
	}

	@Override
	public ServiceInstance choose(String service) {
		return this.loadBalancer.choose(service);
	}

	@Override
	public <T> T execute(String service, LoadBalancerRequest<T> request) throws IOException {
		return this.loadBalancer.execute(service, request);
	}

	@Override
	public <T> T execute(String service, ServiceInstance instance, LoadBalancerRequest<T> request) throws IOException {
		return this.loadBalancer.execute(service, instance, request);
	}

	@Override
	public URI reconstructURI(ServiceInstance instance, URI original) {
		return this.loadBalancer.reconstructURI(instance, original);
	}

}
