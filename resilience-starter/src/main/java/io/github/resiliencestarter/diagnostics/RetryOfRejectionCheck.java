package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resiliencestarter.annotation.MethodSpec;
import io.github.resiliencestarter.annotation.Stage;
import io.github.resiliencestarter.annotation.StageSpec;

/**
 * Check that a method's retry does not retry rejections by the method's own open circuit
 * breaker.
 */
final class RetryOfRejectionCheck implements Check {

	private final List<AnnotatedBean> beans;

	private final Resilience4jSettings settings;

	private final UnaryOperator<String> placeholders;

	RetryOfRejectionCheck(List<AnnotatedBean> beans, Resilience4jSettings settings,
			UnaryOperator<String> placeholders) {
		this.beans = beans;
		this.settings = settings;
		this.placeholders = placeholders;
	}

	@Override
	public List<Finding> find() {
		return this.beans.stream()
			.flatMap((bean) -> bean.methods().stream())
			.filter((method) -> stage(method, Stage.CIRCUIT_BREAKER).isPresent())
			.flatMap((method) -> stage(method, Stage.RETRY).stream())
			.map((retry) -> this.placeholders.apply(retry.name()))
			.filter((name) -> !StageSpec.dependsOnCall(name) && !name.contains("${"))
			.distinct()
			.filter((name) -> this.settings.retry(name).filter(RetryOfRejectionCheck::triesAgain).isPresent())
			.map(RetryOfRejectionCheck::finding)
			.toList();
	}

	private static Optional<StageSpec> stage(MethodSpec method, Stage kind) {
		return method.stages().stream().filter((stage) -> stage.stage() == kind).findFirst();
	}

	private static boolean triesAgain(RetryConfig config) {
		return config.getMaxAttempts() > 1 && config.getExceptionPredicate()
			.test(CallNotPermittedException.createCallNotPermittedException(CircuitBreaker.ofDefaults("open")));
	}

	private static Finding finding(String name) {
		return new Finding(Rule.RETRY_OF_REJECTION, "resilience4j.retry.instances." + name,
				"It retries after a CallNotPermittedException, and an open circuit breaker of the same method rejects every retry.",
				"Add %s to resilience4j.retry.instances.%s.ignore-exceptions"
					.formatted(CallNotPermittedException.class.getName(), name));
	}

}
