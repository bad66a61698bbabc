package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import io.github.resilience4j.spring6.fallback.FallbackDecorator;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Beans with which a user extends Resilience4j for return types of its own. Those that
 * Resilience4j brings are left out: the kinds of layers know their types.
 */
class UserExtensions {

	private static final String RESILIENCE4J = "io.github.resilience4j.";

	private final BeanFactory beanFactory;

	private final SingletonSupplier<List<FallbackDecorator>> decorators;

	UserExtensions(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.decorators = SingletonSupplier.of(() -> beans(FallbackDecorator.class).toList());
	}

	final <T> Stream<T> beans(Class<T> type) {
		return this.beanFactory.getBeanProvider(type)
			.orderedStream()
			.filter((bean) -> !AopUtils.getTargetClass(bean).getName().startsWith(RESILIENCE4J));
	}

	/**
	 * Return whether any of them handles a return type.
	 */
	boolean handle(Class<?> returnType) {
		return false;
	}

	/**
	 * Put what a user has for a stage around a layer.
	 * @param next the layer, with the declared type as its result
	 * @return the layer, or {@code null} if the user has nothing for the return type
	 */
	@Nullable Layer stage(StageSpec spec, String name, Method method, Layer next) {
		return null;
	}

	/**
	 * Return what puts fallbacks around results of a type.
	 * @return the decorator, or {@code null} if the user has none for the return type
	 */
	final @Nullable FallbackDecorator decorator(Class<?> returnType) {
		for (FallbackDecorator decorator : this.decorators.obtain()) {
			if (decorator.supports(returnType)) {
				return decorator;
			}
		}
		return null;
	}

}
