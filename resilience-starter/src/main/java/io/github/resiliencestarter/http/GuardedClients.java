package io.github.resiliencestarter.http;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Post-processor that guards the {@code RestClient.Builder} and {@code RestTemplate}
 * beans that users define.
 */
class GuardedClients implements BeanPostProcessor {

	private final ObjectProvider<GuardInterceptor> interceptor;

	GuardedClients(ObjectProvider<GuardInterceptor> interceptor) {
		this.interceptor = interceptor;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RestClient.Builder builder) {
			this.interceptor.ifAvailable((interceptor) -> builder.requestInterceptors(interceptor::addTo));
		}
		else if (bean instanceof RestTemplate restTemplate) {
			this.interceptor.ifAvailable((interceptor) -> guard(restTemplate, interceptor));
		}
		return bean;
	}

	static void guard(RestTemplate restTemplate, GuardInterceptor interceptor) {
		if (interceptor.leavesAlone()) {
			return;
		}
		List<ClientHttpRequestInterceptor> interceptors = new ArrayList<>(restTemplate.getInterceptors());
		interceptor.addTo(interceptors);
		restTemplate.setInterceptors(interceptors);
		interceptor.check(restTemplate.getRequestFactory());
	}

}
