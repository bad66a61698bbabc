package io.github.resiliencestarter.http;

import java.util.List;

import io.github.resiliencestarter.loadbalancing.TriedInstances;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.DelegatingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Load balancer lifecycle that records the instance of each attempt of a guarded call.
 */
class OtherInstance implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

	@Override
	public void onStart(Request<Object> request) {
	}

	@Override
	public void onStartRequest(Request<Object> request, Response<ServiceInstance> response) {
		TriedInstances tried = TriedInstances.of(request);
		if (tried != null && response.getServer() != null) {
			tried.add(response.getServer());
		}
	}

	@Override
	public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
		if (completion.status() == CompletionContext.Status.DISCARD) {
			TriedInstances tried = TriedInstances.of(completion.getLoadBalancerRequest());
			if (tried != null) {
				tried.noneAvailable();
			}
		}
	}

	/**
	 * Instance list without the instances that the call has already tried.
	 */
	private static final class Supplier extends DelegatingServiceInstanceListSupplier {

		Supplier(ServiceInstanceListSupplier delegate) {
			super(delegate);
		}

		@Override
		public Flux<List<ServiceInstance>> get() {
			return this.delegate.get();
		}

		@Override
		@SuppressWarnings("rawtypes")
		public Flux<List<ServiceInstance>> get(Request request) {
			Flux<List<ServiceInstance>> instances = this.delegate.get(request);
			TriedInstances tried = TriedInstances.of(request);
			return (tried != null) ? instances.map(tried::prefer) : instances;
		}

	}

	/**
	 * Post-processor that wraps the supplier of each target.
	 */
	static class SupplierPostProcessor implements BeanPostProcessor {

		private final ObjectProvider<OtherInstance> otherInstance;

		SupplierPostProcessor(ObjectProvider<OtherInstance> otherInstance) {
			this.otherInstance = otherInstance;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof ServiceInstanceListSupplier supplier && this.otherInstance.getIfAvailable() != null)
					? new Supplier(supplier) : bean;
		}

	}

}
