package io.github.resiliencestarter.annotation;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Determines the classes of beans, without proxy subclasses.
 */
public final class BeanTypes {

	private BeanTypes() {
	}

	/**
	 * Return the class of a bean according to its definition or, for a scoped proxy, to
	 * the definition of its target. Does not create the bean.
	 * @param beanFactory the bean factory
	 * @param name the name of the bean
	 * @return the class, or {@code null} if there is no such bean or its class is not
	 * known yet
	 */
	public static @Nullable Class<?> ofDefinition(ConfigurableListableBeanFactory beanFactory, String name) {
		String target = ScopedProxyUtils.getTargetBeanName(name);
		String defined = beanFactory.containsBeanDefinition(target) ? target : name;
		if (!beanFactory.containsBean(defined)) {
			return null;
		}
		Object original = beanFactory.containsBeanDefinition(defined) ? beanFactory.getMergedBeanDefinition(defined)
			.getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE) : null;
		Class<?> type = (original instanceof Class<?> known) ? known : beanFactory.getType(defined, false);
		return (type != null) ? ClassUtils.getUserClass(type) : null;
	}

	/**
	 * Return whether beans of a class may have more methods than the class: true for an
	 * interface, a proxy of one, or an abstract class.
	 * @param type the class, or {@code null} if it is not known
	 * @return {@code true} if they may
	 */
	public static boolean isOpen(@Nullable Class<?> type) {
		return type == null || type.isInterface() || Proxy.isProxyClass(type)
				|| Modifier.isAbstract(type.getModifiers());
	}

	/**
	 * Return the class of a bean. Creates the bean if its definition does not tell the
	 * class.
	 */
	static @Nullable Class<?> ofBean(ConfigurableListableBeanFactory beanFactory, String name) {
		Class<?> type = ofDefinition(beanFactory, name);
		if (!isOpen(type) || !beanFactory.containsBean(name)) {
			return type;
		}
		Class<?> made = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(beanFactory.getBean(name)));
		return (type == null || Proxy.isProxyClass(type) || type.isAssignableFrom(made)) ? made : type;
	}

}
