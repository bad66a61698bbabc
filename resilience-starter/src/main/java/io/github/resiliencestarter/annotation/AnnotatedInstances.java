package io.github.resiliencestarter.annotation;

import io.github.resiliencestarter.engines.EngineRegistry;
import io.github.resiliencestarter.engines.Engines;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Registers the instances that annotations name at startup, so that Resilience4j's
 * registries, the metrics and the dashboards show them before the first call. Does not
 * create any beans, and skips names that depend on the arguments of a call.
 */
final class AnnotatedInstances implements SmartInitializingSingleton, ApplicationListener<RefreshScopeRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(AnnotatedInstances.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final Engines engines;

	private final AnnotatedNames names;

	AnnotatedInstances(ConfigurableListableBeanFactory beanFactory, Engines engines, AnnotatedNames names) {
		this.beanFactory = beanFactory;
		this.engines = engines;
		this.names = names;
	}

	@Override
	public void afterSingletonsInstantiated() {
		registerAll();
	}

	/**
	 * Registers the instances again after a refresh: Resilience4j keeps its registries in
	 * Spring Cloud's refresh scope, which creates new ones.
	 */
	@Override
	public void onApplicationEvent(RefreshScopeRefreshedEvent event) {
		registerAll();
	}

	private void registerAll() {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(beanName) ? null
					: BeanTypes.ofDefinition(this.beanFactory, beanName);
			if (type != null && AnnotationUtils.isCandidateClass(type, Stage.ANNOTATIONS)) {
				register(type);
			}
		}
	}

	private void register(Class<?> type) {
		try {
			for (MethodSpec method : MethodSpec.allOf(type)) {
				method.stages().forEach(this::register);
			}
		}
		catch (LinkageError ex) {
			logger.debug(
					"Cannot read the annotations of " + type.getName() + ": it refers to a class that is " + "missing",
					ex);
		}
	}

	private void register(StageSpec spec) {
		this.names.resolve(spec.name()).ifPresent((name) -> register(spec, name));
	}

	private void register(StageSpec spec, String name) {
		EngineRegistry<?, ?> registry = spec.stage().registry(this.engines);
		if (registry.isMissing()) {
			logger.warn("@" + spec.stage().annotation().getSimpleName() + "(name = \"" + name
					+ "\") has no effect: there is no registry for it. Is Resilience4j's auto-configuration excluded?");
			return;
		}
		registry.get(name, spec.configuration());
	}

}
