package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Set;

/**
 * Source of optional startup checks, listed in {@code META-INF/spring.factories}. If it
 * is missing or fails, the other checks run without it.
 */
public interface CheckSource {

	/**
	 * Return the name of the feature, which
	 * {@code resilience.diagnostics.<feature>.enabled=false} switches off.
	 * @return the name in kebab case
	 */
	String feature();

	/**
	 * Create the checks.
	 * @param beans the beans with annotated methods
	 * @param httpInterfaces the HTTP interfaces of the application
	 * @return the checks, in the order of the report
	 */
	List<Check> checks(List<AnnotatedBean> beans, Set<Class<?>> httpInterfaces);

}
