package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.github.resiliencestarter.annotation.FallbackResolution;
import io.github.resiliencestarter.annotation.FallbackResolution.Unresolved;
import io.github.resiliencestarter.annotation.FallbackResolver;
import io.github.resiliencestarter.annotation.MethodSpec;
import io.github.resiliencestarter.annotation.StageSpec;

/**
 * Check that the fallback that an annotation names is there and fits: Resilience4j says
 * so in a log line of the first call that fails, and the failure goes through.
 */
final class FallbackSignatureCheck implements Check {

	private final List<AnnotatedBean> beans;

	private final FallbackResolver resolver;

	private final Predicate<String> hidden;

	private final UnaryOperator<String> placeholders;

	/**
	 * Create a check.
	 * @param beans the beans
	 * @param resolver the resolver of fallbacks
	 * @param hidden tells of a bean's name whether the class of the bean is not known yet
	 * @param placeholders replaces placeholders that can be
	 */
	FallbackSignatureCheck(List<AnnotatedBean> beans, FallbackResolver resolver, Predicate<String> hidden,
			UnaryOperator<String> placeholders) {
		this.beans = beans;
		this.resolver = resolver;
		this.hidden = hidden;
		this.placeholders = placeholders;
	}

	@Override
	public List<Finding> find() {
		List<Finding> findings = new ArrayList<>();
		for (AnnotatedBean bean : this.beans) {
			if (bean.isComplete()) {
				bean.methods()
					.forEach((method) -> method.stages()
						.stream()
						.flatMap((stage) -> find(method, stage).stream())
						.filter((finding) -> !findings.contains(finding))
						.forEach(findings::add));
			}
		}
		return findings;
	}

	private Optional<Finding> find(MethodSpec method, StageSpec stage) {
		String name = this.placeholders.apply(stage.fallback());
		if (!stage.hasFallback() || StageSpec.dependsOnCall(name) || name.contains("${") || isOfHiddenBean(name)) {
			return Optional.empty();
		}
		FallbackResolution resolution = this.resolver.resolve(method, name);
		return (resolution instanceof Unresolved unresolved)
				? Optional.of(new Finding(Rule.FALLBACK_SIGNATURE, MethodName.of(method.targetClass(), method.method()),
						"Its @%s has no fallback '%s': %s.".formatted(stage.stage().annotation().getSimpleName(), name,
								unresolved.reason()),
						unresolved.fitting().stream().collect(Collectors.joining(", or ", "Write ", ""))))
				: Optional.empty();
	}

	private boolean isOfHiddenBean(String name) {
		int separator = name.indexOf("::");
		return separator >= 0 && this.hidden.test(name.substring(0, separator).strip());
	}

}
