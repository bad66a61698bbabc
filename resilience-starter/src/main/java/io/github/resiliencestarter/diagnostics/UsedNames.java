package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.resiliencestarter.targets.NearestName;

/**
 * Names of instances that are known to be used, with their users.
 */
final class UsedNames {

	private final Map<String, String> users = new TreeMap<>();

	/**
	 * Add a user.
	 * @param name the name of the instance
	 * @param user an annotated method or a client
	 */
	void add(String name, String user) {
		this.users.putIfAbsent(name, user);
	}

	boolean contains(String name) {
		return this.users.containsKey(name);
	}

	String userOf(String name) {
		return this.users.getOrDefault(name, "nobody");
	}

	/**
	 * Return the used name that is probably meant by a name. Names that differ only in a
	 * number are assumed to be intentional.
	 */
	Optional<String> nearest(String name) {
		List<String> others = this.users.keySet()
			.stream()
			.filter((other) -> looksLike(name, other) || !withoutNumber(other).equals(withoutNumber(name)))
			.toList();
		return others.stream()
			.filter((other) -> looksLike(name, other))
			.findFirst()
			.or(() -> NearestName.of(name, others));
	}

	/**
	 * Return the findings about names that are easily confused.
	 */
	List<Finding> ambiguous() {
		List<Finding> findings = new ArrayList<>();
		Map<String, String> seen = new TreeMap<>();
		this.users.forEach((name, user) -> {
			String other = seen.putIfAbsent(uniform(name), name);
			if (other != null) {
				findings.add(new Finding(Rule.AMBIGUOUS_INSTANCE, user,
						"It uses '%s', %s uses '%s': these are two instances.".formatted(name, userOf(other), other),
						"Write the same name in both places"));
			}
		});
		return findings;
	}

	/**
	 * Return whether two names are easily confused: they differ only in case, dashes or
	 * underscores.
	 */
	static boolean looksLike(String name, String other) {
		return !name.equals(other) && uniform(name).equals(uniform(other));
	}

	private static String uniform(String name) {
		return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	private static String withoutNumber(String name) {
		return name.replaceAll("[-_.]?[0-9]+", "");
	}

}
