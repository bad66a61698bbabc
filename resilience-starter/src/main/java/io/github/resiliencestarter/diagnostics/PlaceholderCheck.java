package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.resiliencestarter.annotation.MethodSpec;
import io.github.resiliencestarter.annotation.StageSpec;

/**
 * Check that the placeholders in instance names can be resolved. Otherwise, each call of
 * the method fails, or the placeholder becomes part of the name.
 */
final class PlaceholderCheck implements Check {

	private final List<AnnotatedBean> beans;

	private final UnaryOperator<String> placeholders;

	PlaceholderCheck(List<AnnotatedBean> beans, UnaryOperator<String> placeholders) {
		this.beans = beans;
		this.placeholders = placeholders;
	}

	@Override
	public List<Finding> find() {
		return this.beans.stream()
			.flatMap((bean) -> bean.methods().stream())
			.flatMap((method) -> method.stages().stream().flatMap((stage) -> find(method, stage)))
			.distinct()
			.toList();
	}

	private Stream<Finding> find(MethodSpec method, StageSpec stage) {
		return Stream.of(stage.name(), stage.fallback())
			.filter((name) -> !StageSpec.dependsOnCall(name) && this.placeholders.apply(name).contains("${"))
			.map((name) -> new Finding(Rule.UNRESOLVED_PLACEHOLDER,
					MethodName.of(method.targetClass(), method.method()),
					"No property resolves the placeholder in '%s' of its @%s.".formatted(name,
							stage.stage().annotation().getSimpleName()),
					"Set the property, or write a default value: ${name:default}"));
	}

}
