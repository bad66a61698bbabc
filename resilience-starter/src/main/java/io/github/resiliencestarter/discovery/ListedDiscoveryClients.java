package io.github.resiliencestarter.discovery;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClient;

/**
 * {@link BeanPostProcessor} that makes Spring Cloud's composite discovery clients return
 * instances from our lists. The client of a single registry, injected by its type, is
 * unchanged.
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
