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
 * Beans of the user that extend Resilience4j for other return types. Those of
 * Resilience4j itself are not used: the starter's own layers support their types.
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
	 * Put the user's extension for a stage around a layer.
	 * @param next the layer, with the declared type as its result
	 * @return the layer, or {@code null} if the user has no extension for the return type
	 */
	@Nullable Layer stage(StageSpec spec, String name, Method method, Layer next) {
		return null;
	}

	/**
	 * Return the user's decorator that applies fallbacks to a return type.
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
