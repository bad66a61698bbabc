package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Optional;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Check that somebody reads each of the keys below {@code resilience4j} or
 * {@code resilience}. Spring Boot says nothing about a key that nobody reads.
 */
final class KeysCheck implements Check {

	private final List<ConfigurationKey> keys;

	private final KnownKeys known;

	private final KeyLevel level;

	/**
	 * Create a check.
	 * @param keys the keys
	 * @param known the keys that somebody reads
	 */
	KeysCheck(List<ConfigurationKey> keys, KnownKeys known) {
		this.keys = keys;
		this.known = known;
		this.level = new KeyLevel(known);
	}

	@Override
	public List<Finding> find() {
		return this.keys.stream()
			.filter((key) -> !key.isEmpty() && !isKnown(key))
			.flatMap((key) -> finding(key).stream())
			.toList();
	}

	private boolean isKnown(ConfigurationKey key) {
		List<String> elements = key.elements();
		return key.isEnvironmentVariable() ? this.known.containsVariable(elements) : this.known.contains(elements);
	}

	private Optional<Finding> finding(ConfigurationKey key) {
		List<String> elements = key.elements().stream().map(DataObjectPropertyName::toDashedForm).toList();
		String property = elements.get(elements.size() - 1);
		Optional<String> nearest = NearestName.of(String.join(".", elements), this.known.similarTo(elements).toList());
		if (nearest.isPresent()) {
			return Optional.of(new Finding(Rule.MISSPELT_KEY, key.where(), "There is no such property.",
					"Write " + nearest.get()));
		}
		if (key.isEnvironmentVariable()) {
			return Optional.empty();
		}
		return Optional.of(this.level.of(elements)
			.map((right) -> new Finding(Rule.MISSPELT_KEY, key.where(),
					"Nobody reads '" + property + "' at this level.", "Write " + right))
			.orElseGet(() -> new Finding(Rule.UNKNOWN_KEY, key.where(), "Nobody reads this property.",
					"Remove it, or write one of these: " + this.known.choices(elements))));
	}

}
