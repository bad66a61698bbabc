package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.boot.context.properties.source.ConfigurationPropertySource;

/**
 * Check that instances are configured under the names that are used. Calls at run time
 * are unknown, so a name is reported only if it is similar to a used one.
 */
final class InstanceNamesCheck implements Check {

	private static final int NAME = 3;

	private static final Set<String> MAPS = Set.of("instances", "backends", "limiters");

	private final List<ConfigurationKey> keys;

	private final UsedNames used;

	InstanceNamesCheck(List<ConfigurationKey> keys, UsedNames used) {
		this.keys = keys;
		this.used = used;
	}

	@Override
	public List<Finding> find() {
		Map<String, Configured> configured = new TreeMap<>();
		List<Finding> findings = new ArrayList<>();
		for (ConfigurationKey key : this.keys) {
			List<String> elements = key.elements();
			if (elements.size() > NAME + 1 && MAPS.contains(elements.get(NAME - 1))) {
				String map = String.join(".", elements.subList(0, NAME));
				Configured instance = new Configured(map, elements.get(NAME), key.source());
				configured.putIfAbsent(instance.key(), instance);
			}
		}
		configured.values().forEach((instance) -> find(instance, configured.values()).ifPresent(findings::add));
		findings.addAll(this.used.ambiguous());
		return findings;
	}

	private Optional<Finding> find(Configured instance, Iterable<Configured> all) {
		for (Configured other : all) {
			if (instance.looksLike(other) && instance.name().compareTo(other.name()) < 0) {
				return Optional.of(new Finding(Rule.AMBIGUOUS_INSTANCE, instance.key(),
						"'%s' and '%s' are two instances, and each gets the settings of both."
							.formatted(instance.name(), other.name()),
						"Write both under the name that is used"));
			}
		}
		if (this.used.contains(instance.name())) {
			return Optional.empty();
		}
		return this.used.nearest(instance.name())
			.filter((nearest) -> !isConfigured(instance.map(), nearest, all))
			.map((nearest) -> finding(instance, nearest));
	}

	private static boolean isConfigured(String map, String name, Iterable<Configured> all) {
		for (Configured other : all) {
			if (other.map().equals(map) && other.name().equals(name)) {
				return true;
			}
		}
		return false;
	}

	private Finding finding(Configured instance, String nearest) {
		String why = "'%s' is not used; %s uses '%s'.".formatted(instance.name(), this.used.userOf(nearest), nearest);
		boolean plain = nearest.matches("[A-Za-z0-9-]+");
		String instead = "Write " + instance.map() + (plain ? "." + nearest : "[" + nearest + "]");
		return new Finding(
				UsedNames.looksLike(instance.name(), nearest) ? Rule.AMBIGUOUS_INSTANCE : Rule.MISSPELLED_INSTANCE,
				instance.key(), why, instead);
	}

	/**
	 * Configured instance.
	 *
	 * @param map the key of the map of instances
	 * @param name its name in the original form
	 * @param source where it is configured
	 */
	private record Configured(String map, String name, ConfigurationPropertySource source) {

		String key() {
			return this.map + "." + this.name;
		}

		boolean looksLike(Configured other) {
			return this.map.toLowerCase(Locale.ROOT).equals(other.map.toLowerCase(Locale.ROOT))
					&& this.source == other.source && UsedNames.looksLike(this.name, other.name);
		}

	}

}
