package io.github.resiliencestarter.diagnostics;

import java.util.List;

import io.github.resiliencestarter.annotation.MethodSpec;
import io.github.resiliencestarter.annotation.ReturnTypes;

/**
 * Check that the return types of annotated methods can be protected. Otherwise, the first
 * call would fail.
 */
final class ReturnTypeCheck implements Check {

	private final List<AnnotatedBean> beans;

	ReturnTypeCheck(List<AnnotatedBean> beans) {
		this.beans = beans;
	}

	@Override
	public List<Finding> find() {
		return this.beans.stream()
			.flatMap((bean) -> bean.methods().stream())
			.filter((method) -> !ReturnTypes.isSupported(method.method()))
			.map(ReturnTypeCheck::finding)
			.distinct()
			.toList();
	}

	private static Finding finding(MethodSpec method) {
		return new Finding(Rule.UNSUPPORTED_TYPE, MethodName.of(method.targetClass(), method.method()),
				"It returns a %s, which its @%s cannot protect.".formatted(
						method.method().getReturnType().getSimpleName(),
						method.stages().get(0).stage().annotation().getSimpleName()),
				ReturnTypes.advice(method.method()));
	}

}
