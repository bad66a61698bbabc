package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.resiliencestarter.annotation.FallbackResolution;
import io.github.resiliencestarter.annotation.FallbackResolution.Unresolved;
import io.github.resiliencestarter.annotation.FallbackResolver;
import io.github.resiliencestarter.annotation.MethodSpec;
import io.github.resiliencestarter.annotation.Stage;
import io.github.resiliencestarter.annotation.StageSpec;

import org.jspecify.annotations.Nullable;

/**
 * Check that the fallback named in an annotation exists and fits. Resilience4j only logs
 * a warning at the first failed call and propagates the failure. An annotation that
 * several methods share, on a class, an interface or a superclass, may name a fallback
 * that only some of them have.
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
	 * @param hidden tests by a bean's name whether the class of the bean is still unknown
	 * @param placeholders replaces placeholders if possible
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
		List<Named> all = this.beans.stream()
			.flatMap((bean) -> bean.methods().stream().flatMap((method) -> named(bean, method)))
			.toList();
		Set<Object> fitting = all.stream()
			.filter((named) -> named.reason() == null)
			.map(Named::annotation)
			.collect(Collectors.toSet());
		List<Finding> findings = new ArrayList<>();
		for (Named named : all) {
			if (named.reason() != null) {
				Finding finding = finding(named, named.reason(),
						fitting.contains(named.annotation()) ? Rule.FALLBACK_INCOMPLETE : Rule.FALLBACK_SIGNATURE);
				if (!findings.contains(finding)) {
					findings.add(finding);
				}
			}
		}
		return findings;
	}

	private Stream<Named> named(AnnotatedBean bean, MethodSpec method) {
		return method.stages().stream().filter(StageSpec::hasFallback).map((stage) -> {
			String name = this.placeholders.apply(stage.fallback());
			boolean known = bean.isComplete() && !StageSpec.dependsOnCall(name) && !name.contains("${")
					&& !isOfHiddenBean(name);
			FallbackResolution resolution = known ? this.resolver.resolve(method, name) : null;
			return new Named(method, stage, name, new Annotation(method.source(stage.stage()), stage.stage()),
					(resolution instanceof Unresolved unresolved) ? unresolved : null);
		});
	}

	private static Finding finding(Named named, Unresolved unresolved, Rule rule) {
		return new Finding(rule, MethodName.of(named.method().targetClass(), named.method().method()),
				"Its @%s has no fallback '%s': %s.".formatted(named.stage().stage().annotation().getSimpleName(),
						named.name(), unresolved.reason()),
				unresolved.fitting().stream().collect(Collectors.joining(", or ", "Write ", "")));
	}

	private boolean isOfHiddenBean(String name) {
		int separator = name.indexOf("::");
		return separator >= 0 && this.hidden.test(name.substring(0, separator).strip());
	}

	/**
	 * Annotation in the source, which several methods may share.
	 *
	 * @param place the annotated method or class
	 * @param stage the stage that it configures
	 */
	private record Annotation(@Nullable Object place, Stage stage) {

	}

	/**
	 * Fallback named in an annotation.
	 *
	 * @param method the method that it is for
	 * @param stage the stage of its annotation
	 * @param name its name
	 * @param annotation the annotation
	 * @param reason why it cannot be used, or {@code null} if it can or this is unknown
	 */
	private record Named(MethodSpec method, StageSpec stage, String name, Annotation annotation,
			@Nullable Unresolved reason) {

	}

}
