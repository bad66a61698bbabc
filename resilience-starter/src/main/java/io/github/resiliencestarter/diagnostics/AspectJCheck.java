package io.github.resiliencestarter.diagnostics;

import java.util.List;

import io.github.resiliencestarter.annotation.MethodSpec;

/**
 * Check that annotations have an effect. Runs only if Resilience4j's aspects have to
 * handle them and AspectJ is missing.
 */
final class AspectJCheck implements Check {

	private final List<AnnotatedBean> beans;

	AspectJCheck(List<AnnotatedBean> beans) {
		this.beans = beans;
	}

	@Override
	public List<Finding> find() {
		List<MethodSpec> methods = this.beans.stream().flatMap((bean) -> bean.methods().stream()).toList();
		if (methods.isEmpty()) {
			return List.of();
		}
		MethodSpec first = methods.get(0);
		String others = (methods.size() > 1) ? " and " + (methods.size() - 1) + " more" : "";
		return List.of(new Finding(Rule.ANNOTATION_WITHOUT_ASPECTJ, "resilience.annotation.enabled",
				"It is false, so Resilience4j's aspects have to handle the annotations of %s%s; without AspectJ on the classpath, they have no effect."
					.formatted(MethodName.of(first.targetClass(), first.method()), others),
				"Add the dependency org.springframework.boot:spring-boot-starter-aspectj, or remove the property"));
	}

}
