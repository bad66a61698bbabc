package io.github.resiliencestarter.diagnostics;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.github.resiliencestarter.annotation.LastGoodSpec;

/**
 * Check that last good answers can be kept.
 */
final class LastGoodAnswerCheck implements Check {

	private static final String PROPERTY = "last-good-answer";

	private static final String INSTEAD = "Define a CacheManager bean, or let Spring Boot create one: add "
			+ "spring-boot-starter-cache with a cache such as Caffeine, and @EnableCaching";

	private final Set<Class<?>> types;

	private final List<ConfigurationKey> keys;

	private final boolean cached;

	private final UnaryOperator<String> placeholders;

	/**
	 * Create a check.
	 * @param types the types of beans and HTTP interfaces
	 * @param keys the keys
	 * @param cached whether there is a cache manager
	 * @param placeholders replaces placeholders
	 */
	LastGoodAnswerCheck(Set<Class<?>> types, List<ConfigurationKey> keys, boolean cached,
			UnaryOperator<String> placeholders) {
		this.types = types;
		this.keys = keys;
		this.cached = cached;
		this.placeholders = placeholders;
	}

	@Override
	public List<Finding> find() {
		List<Finding> findings = new ArrayList<>();
		this.types.forEach((type) -> specs(type).forEach((spec) -> addMethod(findings, type, spec)));
		if (!this.cached) {
			this.keys.stream()
				.filter((key) -> key.elements().size() > 2 && key.elements().get(1).equals("fallback")
						&& key.elements().contains(PROPERTY) && key.elements().contains("targets"))
				.map((key) -> new Finding(Rule.LAST_GOOD_ANSWER, key.where(),
						"There is no CacheManager that could hold the answers.", INSTEAD))
				.forEach(findings::add);
		}
		return findings;
	}

	private static List<LastGoodSpec> specs(Class<?> type) {
		try {
			return LastGoodSpec.allOf(type);
		}
		catch (LinkageError ex) {
			// A type that the class names is missing
			return List.of();
		}
	}

	private void addMethod(List<Finding> findings, Class<?> type, LastGoodSpec spec) {
		String where = MethodName.of(type, spec.method());
		int modifiers = spec.method().getModifiers();
		if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) {
			findings.add(new Finding(Rule.LAST_GOOD_ANSWER, where,
					"@LastGoodAnswer has no effect on a private, static or final method.",
					"Write a method that a proxy can intercept"));
		}
		if (!this.cached) {
			findings.add(new Finding(Rule.LAST_GOOD_ANSWER, where,
					"There is no CacheManager that could hold the answers.", INSTEAD));
		}
		for (String problem : spec.problems(this.placeholders)) {
			findings.add(new Finding(Rule.LAST_GOOD_ANSWER, where, problem,
					"Write @LastGoodAnswer(maxStale = \"10m\", key = \"#parameter\") on a method that returns a value"));
		}
	}

}
