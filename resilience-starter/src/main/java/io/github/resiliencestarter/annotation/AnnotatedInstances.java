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
 * Registrar of the instances that annotations name: they are in Resilience4j's
 * registries, and so in the metrics and on the dashboards, from start-up on and not only
 * after a first call. Creates no bean, and leaves out names that depend on the call's
 * arguments.
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
	 * Register again what the new registries lack: Resilience4j keeps its registries in
	 * Spring Cloud's refresh scope.
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
			logger.debug("Cannot read the annotations of " + type.getName() + ": a type that it names is missing", ex);
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
