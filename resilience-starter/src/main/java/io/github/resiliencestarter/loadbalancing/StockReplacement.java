package io.github.resiliencestarter.loadbalancing;

import java.util.function.Supplier;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientConfiguration;
import org.springframework.cloud.loadbalancer.core.NoopServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.util.function.SingletonSupplier;

/**
 * Post-processor that replaces Spring Cloud's own load balancer with ours in the child
 * context of one target.
 * <p>
 * A condition on a missing bean would not do: Spring Cloud reads the default
 * configurations of its users and ours in no order, and its own after all of them.
 */
class StockReplacement implements BeanDefinitionRegistryPostProcessor {

	private static final String STOCK = "reactorServiceInstanceLoadBalancer";

	private static final String WATCHER = "resilienceVisitWatcher";

	private final String name;

	private final ObjectProvider<Targets> targets;

	StockReplacement(String name, ObjectProvider<Targets> targets) {
		this.name = name;
		this.targets = targets;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			// No code can be generated for our definitions: Spring Cloud's stay
			return;
		}
		Targets targets = this.targets.getIfAvailable();
		if (targets == null || !isStock(registry) || !targets.settings(this.name).enabled()) {
			return;
		}
		Target target = targets.forName(this.name);
		registry.removeBeanDefinition(STOCK);
		registry.registerBeanDefinition(STOCK, new RootBeanDefinition(InstanceChoice.class, () -> choice(target,
				(ConfigurableListableBeanFactory) registry, targets.settings(this.name).standby())));
		registry.registerBeanDefinition(WATCHER,
				new RootBeanDefinition(VisitWatcher.class, () -> new VisitWatcher(target, targets.results())));
	}

	private static boolean isStock(BeanDefinitionRegistry registry) {
		return registry.containsBeanDefinition(STOCK)
				&& registry.getBeanDefinition(STOCK) instanceof AnnotatedBeanDefinition definition
				&& definition.getFactoryMethodMetadata() != null
				&& definition.getFactoryMethodMetadata()
					.getDeclaringClassName()
					.equals(LoadBalancerClientConfiguration.class.getName());
	}

	private static InstanceChoice choice(Target target, BeanFactory beans, StandbySettings standby) {
		String service = standby.service();
		return new InstanceChoice(target, supplier(beans.getBeanProvider(ServiceInstanceListSupplier.class)),
				(service != null) ? supplier(beans.getBean(LoadBalancerClientFactory.class)
					.getLazyProvider(service, ServiceInstanceListSupplier.class)) : null);
	}

	private static Supplier<ServiceInstanceListSupplier> supplier(
			ObjectProvider<ServiceInstanceListSupplier> suppliers) {
		return SingletonSupplier.of(() -> suppliers.getIfAvailable(NoopServiceInstanceListSupplier::new));
	}

}
