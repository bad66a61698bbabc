package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Check that instances are configured under {@code instances}, as the map has been called
 * since Resilience4j 1.0.
 */
final class OutdatedKeysCheck implements Check {

	private static final Set<String> FORMER_NAMES = Set.of("backends", "limiters");

	private static final int MAP = 2;

	private final List<ConfigurationKey> keys;

	private final KnownKeys known;

	OutdatedKeysCheck(List<ConfigurationKey> keys, KnownKeys known) {
		this.keys = keys;
		this.known = known;
	}

	@Override
	public List<Finding> find() {
		Map<String, Set<String>> instances = new TreeMap<>();
		for (ConfigurationKey key : this.keys) {
			List<String> elements = key.elements();
			if (elements.size() > MAP + 1 && FORMER_NAMES.contains(elements.get(MAP))
					&& this.known.contains(elements)) {
				instances.computeIfAbsent(String.join(".", elements.subList(0, MAP + 1)), (name) -> new TreeSet<>())
					.add(elements.get(MAP + 1));
			}
		}
		List<Finding> findings = new ArrayList<>();
		instances.forEach((map, names) -> findings.add(finding(map, names)));
		return findings;
	}

	private static Finding finding(String map, Set<String> names) {
		String last = map.substring(map.lastIndexOf('.') + 1);
		String why = "'%s' is a former name of 'instances'. If it contains settings for %s that are also under 'instances', one of the two is lost."
			.formatted(last, String.join(", ", names));
		return new Finding(Rule.OUTDATED_KEY, map, why,
				"Write " + map.substring(0, map.length() - last.length()) + KeyLevel.INSTANCES);
	}

}
