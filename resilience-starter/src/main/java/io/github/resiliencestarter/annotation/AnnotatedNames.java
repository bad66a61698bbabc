package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.regex.Pattern;

import io.github.resilience4j.spring6.spelresolver.DefaultSpelResolver;
import io.github.resilience4j.spring6.spelresolver.SpelResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.util.StringValueResolver;

/**
 * Resolves the names of instances and fallbacks in annotations. Resilience4j resolves a
 * placeholder only if it is the whole name; this class also resolves placeholders inside
 * a name.
 */
final class AnnotatedNames {

	private static final Pattern WHOLE = Pattern.compile("\\$\\{.+}");

	private final SpelResolver resolver;

	private final StringValueResolver placeholders;

	AnnotatedNames(SpelResolver resolver, ConfigurableBeanFactory beanFactory) {
		this.resolver = resolver;
		this.placeholders = new EmbeddedValueResolver(beanFactory);
	}

	/**
	 * Return whether each name can differ between calls: a user's own resolver is called
	 * every time, as in Resilience4j.
	 */
	boolean dependOnCall() {
		return this.resolver.getClass() != DefaultSpelResolver.class;
	}

	/**
	 * Resolve a name for a call.
	 * @throws IllegalArgumentException if the name is a placeholder that cannot be
	 * resolved, as in Resilience4j
	 */
	String resolve(Method method, @Nullable Object[] arguments, String text) {
		String name = this.resolver.resolve(method, arguments, text);
		if (name == null) {
			return "";
		}
		return name.equals(text) ? within(name) : name;
	}

	/**
	 * Resolve a name outside of a call.
	 * @return the name; empty if it depends on the call or is a placeholder that cannot
	 * be resolved
	 */
	Optional<String> resolve(String text) {
		if (text.isBlank() || dependOnCall() || StageSpec.dependsOnCall(text)) {
			return Optional.empty();
		}
		return WHOLE.matcher(text).matches() ? value(text) : Optional.of(within(text));
	}

	// A placeholder that cannot be resolved remains part of the name, as in
	// Resilience4j
	private String within(String text) {
		boolean resolvable = text.contains("${") && !StageSpec.dependsOnCall(text);
		return resolvable ? value(text).orElse(text) : text;
	}

	private Optional<String> value(String text) {
		try {
			return Optional.ofNullable(this.placeholders.resolveStringValue(text));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

}
