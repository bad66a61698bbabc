package io.github.resiliencestarter.http;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;

/**
 * Load balancer lifecycle that records the service that a route of Spring Cloud Gateway
 * goes to: the filter {@code lb} replaces it by an instance, and tells nobody.
 */
class RoutedService implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

	private static final String ATTRIBUTE = RoutedService.class.getName();

	@Override
	public void onStart(Request<Object> request) {
	}

	@Override
	public void onStartRequest(Request<Object> request, Response<ServiceInstance> response) {
		Map<String, Object> attributes = attributesOf(request);
		if (attributes != null && attributes.containsKey(MvcUtils.GATEWAY_ORIGINAL_REQUEST_URL_ATTR)
				&& response.getServer() != null) {
			attributes.put(ATTRIBUTE, response.getServer().getServiceId());
		}
	}

	private static @Nullable Map<String, Object> attributesOf(Request<Object> request) {
		return (request.getContext() instanceof RequestDataContext context && context.getClientRequest() != null)
				? context.getClientRequest().getAttributes() : null;
	}

	@Override
	public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
	}

	/**
	 * Return the service that a request goes to, once for each attempt of the gateway.
	 * @param attributes the attributes of the request
	 * @return the name of the service, or {@code null} if no load balancer has chosen
	 */
	static @Nullable String take(Map<String, Object> attributes) {
		return (attributes.remove(ATTRIBUTE) instanceof String service) ? service : null;
	}

}
