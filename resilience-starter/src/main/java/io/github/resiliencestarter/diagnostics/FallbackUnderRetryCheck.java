package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Optional;

import io.github.resiliencestarter.annotation.MethodSpec;
import io.github.resiliencestarter.annotation.Stage;
import io.github.resiliencestarter.annotation.StageSpec;

/**
 * Check that no fallback hides failures from a retry around it. Runs only with
 * Resilience4j's placement of fallbacks.
 */
final class FallbackUnderRetryCheck implements Check {

	private final List<AnnotatedBean> beans;

	private final String remedy;

	/**
	 * Create a check.
	 * @param beans the beans
	 * @param remedy how to place fallbacks outermost
	 */
	FallbackUnderRetryCheck(List<AnnotatedBean> beans, String remedy) {
		this.beans = beans;
		this.remedy = remedy;
	}

	@Override
	public List<Finding> find() {
		return this.beans.stream()
			.flatMap((bean) -> bean.methods().stream())
			.flatMap((method) -> find(method).stream())
			.distinct()
			.toList();
	}

	private Optional<Finding> find(MethodSpec method) {
		boolean retried = method.stages().stream().anyMatch((stage) -> stage.stage() == Stage.RETRY);
		return method.stages()
			.stream()
			.filter((stage) -> retried && stage.stage() != Stage.RETRY && stage.hasFallback())
			.findFirst()
			.map((stage) -> finding(method, stage));
	}

	private Finding finding(MethodSpec method, StageSpec stage) {
		String annotation = "@" + stage.stage().annotation().getSimpleName();
		return new Finding(Rule.FALLBACK_UNDER_RETRY, MethodName.of(method.targetClass(), method.method()),
				"The fallback '%s' of its %s handles each attempt, so its @Retry never sees a failure."
					.formatted(stage.fallback(), annotation),
				"Move fallbackMethod from %s to @Retry, or %s".formatted(annotation, this.remedy));
	}

}
