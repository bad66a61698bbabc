package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.resiliencestarter.targets.NearestName;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Check that each key under {@code resilience4j} or {@code resilience} is used. Spring
 * Boot does not report a key that is not used.
 */
final class KeysCheck implements Check {

	private final List<ConfigurationKey> keys;

	private final KnownKeys known;

	private final Supplier<BoundKeys> bound;

	private final KeyLevel level;

	private final TargetLevel targetLevel;

	/**
	 * Create a check.
	 * @param keys the keys
	 * @param known the keys that the library reads
	 * @param bound the keys that the application reads, found when another key is used
	 */
	KeysCheck(List<ConfigurationKey> keys, KnownKeys known, Supplier<BoundKeys> bound) {
		this.keys = keys;
		this.known = known;
		this.bound = bound;
		this.level = new KeyLevel(known);
		this.targetLevel = new TargetLevel(known);
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
		boolean known = key.isEnvironmentVariable() ? this.known.containsVariable(elements)
				: this.known.contains(elements);
		return known || this.bound.get().contain(elements);
	}

	/**
	 * Return whether a key may be the application's own: {@code resilience} is a word
	 * that others use too, and a group that is not ours is more than a typing error.
	 */
	private boolean isMeant(List<String> elements) {
		return elements.size() > 2 && elements.get(0).equals("resilience")
				&& this.known.find(elements.subList(0, 2)) == null;
	}

	private Optional<Finding> finding(ConfigurationKey key) {
		List<String> elements = key.elements().stream().map(KeysCheck::written).toList();
		Optional<String> nearest = NearestName.of(String.join(".", elements), this.known.similarTo(elements).toList());
		Optional<Finding> target = this.targetLevel.find(key, nearest.orElse(null));
		return target.isPresent() ? target : finding(key, elements, nearest);
	}

	private static String written(String element) {
		return element.matches("[\\w-]+") ? DataObjectPropertyName.toDashedForm(element) : "[" + element + "]";
	}

	private Optional<Finding> finding(ConfigurationKey key, List<String> elements, Optional<String> nearest) {
		String property = elements.get(elements.size() - 1);
		if (nearest.isPresent() && !isMeant(elements)) {
			return Optional.of(new Finding(Rule.MISSPELLED_KEY, key.where(), "There is no such property.",
					"Write " + nearest.get()));
		}
		if (key.isEnvironmentVariable()) {
			return Optional.empty();
		}
		if (nearest.isPresent()) {
			return Optional.of(new Finding(Rule.UNKNOWN_KEY, key.where(),
					"This property has no effect, unless the application reads it.",
					"Write " + nearest.get() + ", if that is intended"));
		}
		return Optional.of(this.level.of(elements)
			.map((right) -> new Finding(Rule.MISSPELLED_KEY, key.where(),
					"'" + property + "' has no effect at this level.", "Write " + right))
			.orElseGet(() -> new Finding(Rule.UNKNOWN_KEY, key.where(), "This property has no effect.",
					"Remove it, or write one of these: " + this.known.choices(elements))));
	}

}
