package io.github.resiliencestarter.http;

import feign.Client;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.cloud.openfeign.loadbalancer.FeignBlockingLoadBalancerClient;
import org.springframework.cloud.openfeign.loadbalancer.LoadBalancerFeignRequestTransformer;

/**
 * Post-processor that makes the connections of Spring Cloud's load-balanced Feign client
 * abortable if it uses Feign's default client.
 */
class FeignLoadBalancers implements BeanPostProcessor {

	private final ObjectProvider<AttemptTimer> timer;

	private final ObjectProvider<LoadBalancerClient> loadBalancer;

	private final ObjectProvider<LoadBalancerClientFactory> factory;

	private final ObjectProvider<LoadBalancerFeignRequestTransformer> transformers;

	FeignLoadBalancers(ObjectProvider<AttemptTimer> timer, ObjectProvider<LoadBalancerClient> loadBalancer,
			ObjectProvider<LoadBalancerClientFactory> factory,
			ObjectProvider<LoadBalancerFeignRequestTransformer> transformers) {
		this.timer = timer;
		this.loadBalancer = loadBalancer;
		this.factory = factory;
		this.transformers = transformers;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean.getClass() != FeignBlockingLoadBalancerClient.class) {
			return bean;
		}
		Client client = ((FeignBlockingLoadBalancerClient) bean).getDelegate();
		Client abortable = FeignConnections.abortable(client, this.timer.getObject());
		return (abortable != client) ? new FeignBlockingLoadBalancerClient(abortable, this.loadBalancer.getObject(),
				this.factory.getObject(), this.transformers.orderedStream().toList()) : bean;
	}

}
