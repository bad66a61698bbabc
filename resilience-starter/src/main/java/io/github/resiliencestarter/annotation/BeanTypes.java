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
 * Reader of the classes of beans, without the subclasses of proxies.
 */
public final class BeanTypes {

	private BeanTypes() {
	}

	/**
	 * Return the class of a bean as its definition names it, or the definition of what is
	 * behind a scoped proxy. No bean is made.
	 * @param beanFactory the bean factory
	 * @param name the name of the bean
	 * @return the class, or {@code null} if there is no such bean or it is not known yet
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
	 * Return whether a class leaves open what methods its beans have: an interface, a
	 * proxy of one, or a class that others extend.
	 * @param type the class, or {@code null} if it is not known
	 * @return {@code true} if it does
	 */
	public static boolean isOpen(@Nullable Class<?> type) {
		return type == null || type.isInterface() || Proxy.isProxyClass(type)
				|| Modifier.isAbstract(type.getModifiers());
	}

	/**
	 * Return the class of a bean, which is made if its definition does not tell.
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
