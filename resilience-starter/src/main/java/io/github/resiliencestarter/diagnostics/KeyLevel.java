package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Correct level for a property of a Resilience4j instance that is at the wrong level.
 */
final class KeyLevel {

	static final String INSTANCES = "instances";

	private static final String CONFIGS = "configs";

	private static final String DEFAULT = "default";

	private static final int GROUP = 2;

	private final KnownKeys known;

	KeyLevel(KnownKeys known) {
		this.known = known;
	}

	/**
	 * Return the key that was meant.
	 * @param elements the elements of the key that was written
	 * @return the correct key, if the last element is a property of an instance
	 */
	Optional<String> of(List<String> elements) {
		if (elements.size() <= GROUP || !isPropertyOfInstance(elements)) {
			return Optional.empty();
		}
		String group = String.join(".", elements.subList(0, GROUP));
		String property = elements.get(elements.size() - 1);
		List<String> between = elements.subList(GROUP, elements.size() - 1);
		return Optional.of(key(group, between, property));
	}

	private boolean isPropertyOfInstance(List<String> elements) {
		KnownKeys group = this.known.find(elements.subList(0, GROUP));
		KnownKeys instances = (group != null) ? group.child(INSTANCES) : null;
		return instances != null && instances.anyName().child(elements.get(elements.size() - 1)) != null;
	}

	private static String key(String group, List<String> between, String property) {
		if (between.isEmpty()) {
			return "%1$s.instances.<name>.%2$s for one instance, or %1$s.configs.default.%2$s for all".formatted(group,
					property);
		}
		String first = between.get(0);
		boolean map = Set.of(INSTANCES, CONFIGS).contains(first);
		List<String> names = (map || between.size() > 1) ? between.subList(1, between.size()) : between;
		String name = switch (names.size()) {
			case 0 -> "<name>";
			case 1 -> names.get(0);
			default -> "[" + String.join(".", names) + "]";
		};
		String parent = map ? first : name.equals(DEFAULT) ? CONFIGS : INSTANCES;
		String dot = name.startsWith("[") ? "" : ".";
		return group + "." + parent + dot + name + "." + property;
	}

}
