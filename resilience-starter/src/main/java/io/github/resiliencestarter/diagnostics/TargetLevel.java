package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.resiliencestarter.targets.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Level of the settings of one target: the {@code targets} map of a feature. Before 0.1.0
 * a target stood beside the feature's own properties.
 */
final class TargetLevel {

	private static final String TARGETS = "targets";

	private static final int GROUP = 2;

	private final KnownKeys known;

	TargetLevel(KnownKeys known) {
		this.known = known;
	}

	/**
	 * Return the finding about a setting of a target that is at another level.
	 * @param key the key that is not used
	 * @param nearest a key that it may be misspelled from, or {@code null}
	 */
	Optional<Finding> find(ConfigurationKey key, @Nullable String nearest) {
		List<String> elements = key.elements();
		KnownKeys target = target(elements);
		if (target == null) {
			return Optional.empty();
		}
		boolean inMap = uniform(elements.get(GROUP)).equals(TARGETS);
		List<String> rest = elements.subList(inMap ? GROUP + 1 : GROUP, elements.size());
		if (key.isEnvironmentVariable()) {
			return (!inMap && isVariable(target, rest)) ? Optional.of(variable(key, elements, rest)) : Optional.empty();
		}
		String start = String.join(".", elements.subList(0, GROUP)) + "." + TARGETS;
		int last = (nearest == null) ? rest.size() - 1 : 1;
		for (int end = inMap ? 2 : 1; end <= last; end++) {
			Optional<String> property = property(target, rest.subList(end, rest.size()), end == 1 && nearest == null);
			if (property.isPresent()) {
				String name = String.join(".", rest.subList(0, end));
				return Optional.of(finding(key, name, start + named(name) + "." + property.get(), nearest));
			}
		}
		return Optional.empty();
	}

	private @Nullable KnownKeys target(List<String> elements) {
		KnownKeys group = (elements.size() > GROUP + 1) ? this.known.find(elements.subList(0, GROUP)) : null;
		KnownKeys targets = (group != null) ? group.child(TARGETS) : null;
		return (targets != null) ? targets.anyName() : null;
	}

	/**
	 * Return the property of a target that was written or, if that is tolerated, the one
	 * that it is misspelled from.
	 */
	private static Optional<String> property(KnownKeys target, List<String> written, boolean tolerant) {
		List<String> elements = written.stream().map(DataObjectPropertyName::toDashedForm).toList();
		String property = String.join(".", elements);
		if (target.contains(elements)) {
			return Optional.of(property);
		}
		return tolerant ? NearestName.of(property, target.similarTo(elements).toList()) : Optional.empty();
	}

	private static boolean isVariable(KnownKeys target, List<String> rest) {
		for (int end = 1; end < rest.size(); end++) {
			if (target.containsVariable(rest.subList(end, rest.size()))) {
				return true;
			}
		}
		return false;
	}

	private static Finding finding(ConfigurationKey key, String name, String right, @Nullable String nearest) {
		String why = name.contains(".") && !key.elements().contains(name) ? "A name with dots needs brackets."
				: "Settings of one target are below '%s'.".formatted(TARGETS);
		return (nearest != null)
				? new Finding(Rule.MISSPELLED_KEY, key.where(), "There is no such property.",
						"Write %s, or %s if '%s' is a target".formatted(nearest, right, name))
				: new Finding(Rule.MISSPELLED_KEY, key.where(), why, "Write " + right);
	}

	private static Finding variable(ConfigurationKey key, List<String> elements, List<String> rest) {
		String right = String.join("_", elements.subList(0, GROUP)) + "_" + TARGETS + "_" + String.join("_", rest);
		return new Finding(Rule.MISSPELLED_KEY, key.where(),
				"Settings of one target are below '%s'.".formatted(TARGETS), "Write " + right.toUpperCase(Locale.ROOT));
	}

	private static String named(String name) {
		return name.matches("[a-zA-Z0-9-]+") ? "." + name : "[" + name + "]";
	}

	private static String uniform(String element) {
		return element.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

}
