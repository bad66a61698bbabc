package io.github.resiliencestarter.http;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Post-processor that guards the {@code WebClient.Builder} beans that users define.
 */
class GuardedWebClients implements BeanPostProcessor {

	private final ObjectProvider<GuardFilter> filter;

	GuardedWebClients(ObjectProvider<GuardFilter> filter) {
		this.filter = filter;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof WebClient.Builder builder) {
			this.filter.ifAvailable((filter) -> filter.addTo(builder));
		}
		return bean;
	}

}
