package io.github.resiliencestarter.diagnostics;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * HTTP interfaces of the application, whose beans Spring names {@code group#interface}.
 *
 * @param groups the groups, which are the targets of their calls
 * @param types the interfaces
 */
record HttpInterfaces(Set<String> groups, Set<Class<?>> types) {

	static HttpInterfaces in(ConfigurableListableBeanFactory beanFactory) {
		Set<String> groups = new TreeSet<>();
		Set<Class<?>> types = new HashSet<>();
		for (String name : beanFactory.getBeanDefinitionNames()) {
			int separator = name.indexOf('#');
			String typeName = name.substring(separator + 1);
			if (separator > 0 && ClassUtils.isPresent(typeName, beanFactory.getBeanClassLoader())) {
				groups.add(name.substring(0, separator));
				types.add(ClassUtils.resolveClassName(typeName, beanFactory.getBeanClassLoader()));
			}
		}
		return new HttpInterfaces(groups, types);
	}

}
