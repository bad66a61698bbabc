package io.github.resiliencestarter.discovery;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClient;

/**
 * {@link BeanPostProcessor} that lets Spring Cloud's clients of all registries, the ones
 * that everybody is given, answer from our lists. The client of a single registry stays
 * as it is, for those who ask for it by its type.
 */
class ListedDiscoveryClients implements BeanPostProcessor {

	private final ObjectProvider<InstanceLists> lists;

	ListedDiscoveryClients(ObjectProvider<InstanceLists> lists) {
		this.lists = lists;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean.getClass() == CompositeDiscoveryClient.class) {
			return new ListedDiscoveryClient(((CompositeDiscoveryClient) bean).getDiscoveryClients(),
					this.lists.getObject());
		}
		if (bean.getClass() == ReactiveCompositeDiscoveryClient.class) {
			return new ListedReactiveDiscoveryClient(((ReactiveCompositeDiscoveryClient) bean).getDiscoveryClients(),
					this.lists.getObject());
		}
		return bean;
	}

}
