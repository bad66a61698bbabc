package io.github.resiliencestarter.targets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.Environment;

/**
 * Settings of single targets from the {@code targets} map of a feature.
 * <p>
 * A plain name, of letters, digits and dashes, is relaxed: {@code order-service},
 * {@code orderService} and {@code ORDERSERVICE} are the same target. Any other name is
 * taken literally. The environment is read at each lookup, so a target that is first
 * called after a refresh has the settings that are valid then.
 *
 * @param <T> the type of the settings, in which {@code null} is what is not set
 */
public final class TargetSettings<T> {

	private static final Log logger = LogFactory.getLog(TargetSettings.class);

	private static final String MAP = ".targets";

	private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9-]*");

	private final Environment environment;

	private final String prefix;

	private final ConfigurationPropertyName map;

	private final Bindable<T> type;

	private final Map<String, T> bound;

	/**
	 * Create the settings of a feature's targets.
	 * @param environment the environment
	 * @param prefix the key of the feature
	 * @param type the type of the settings
	 * @param bound the settings by name as they were bound at startup
	 */
	public TargetSettings(Environment environment, String prefix, Class<T> type, Map<String, T> bound) {
		this.environment = environment;
		this.prefix = prefix;
		this.map = ConfigurationPropertyName.of(prefix + MAP);
		this.type = Bindable.of(type);
		this.bound = Map.copyOf(bound);
	}

	/**
	 * Return the key below which a target is configured.
	 * @param prefix the key of the feature
	 * @param target the name of the target
	 * @return the key
	 */
	public static String key(String prefix, String target) {
		return element(prefix + MAP, target);
	}

	/**
	 * Return the key of one entry in a map of names.
	 * @param map the key of the map
	 * @param name the name
	 * @return the key
	 */
	public static String element(String map, String name) {
		String normal = normalize(name);
		return map + (isPlain(normal) ? "." + normal : "[" + normal + "]");
	}

	/**
	 * Return whether two names are those of the same target.
	 * @param name a name
	 * @param other another name
	 * @return whether they differ at most in the spelling
	 */
	public static boolean isSame(String name, String other) {
		return uniform(name).equals(uniform(other));
	}

	/**
	 * Return the names of the targets that were configured at startup. Two spellings of
	 * one plain name are one target.
	 * @return the names; plain ones in lower case
	 */
	public List<String> names() {
		Map<String, String> names = new LinkedHashMap<>();
		this.bound.keySet()
			.stream()
			.map(TargetSettings::normalize)
			.sorted()
			.forEach((name) -> names.putIfAbsent(uniform(name), name));
		return new ArrayList<>(names.values());
	}

	/**
	 * Return the effective settings of a target.
	 * @param <R> the type of the effective settings
	 * @param target the name of the target, which may be any text
	 * @param forAll the settings for all targets
	 * @param merge the function that puts a target's own settings on top of those for
	 * all; it gets the key of the target to name it in an exception
	 * @return the effective settings
	 */
	public <R> R apply(String target, R forAll, BiFunction<T, String, R> merge) {
		String key = key(this.prefix, target);
		try {
			Optional<T> current = current(target);
			if (current.isPresent()) {
				return merge.apply(current.get(), key);
			}
		}
		catch (RuntimeException ex) {
			logger.warn(
					"Settings below '" + key + "' are invalid; those from startup stay in effect: " + ex.getMessage());
		}
		return findBound(target).map((own) -> merge.apply(own, key)).orElse(forAll);
	}

	/**
	 * Return the effective settings of a target in the environment as it is now.
	 * @param <R> the type of the effective settings
	 * @param target the name of the target, which may be any text
	 * @param forAll the settings for all targets
	 * @param merge the function that puts a target's own settings on top of those for
	 * all; it gets the key of the target to name it in an exception
	 * @return the effective settings
	 * @throws RuntimeException if they are invalid
	 */
	public <R> R read(String target, R forAll, BiFunction<T, String, R> merge) {
		return current(target).map((own) -> merge.apply(own, key(this.prefix, target))).orElse(forAll);
	}

	private Optional<T> current(String target) {
		return keys(target).flatMap((name) -> bind(name).stream()).findFirst();
	}

	private Optional<T> bind(ConfigurationPropertyName key) {
		return Optional.ofNullable(Binder.get(this.environment).bind(key, this.type).orElse(null));
	}

	private Optional<T> findBound(String target) {
		T exact = this.bound.get(target);
		if (exact != null || !isPlain(normalize(target))) {
			return Optional.ofNullable(exact);
		}
		return this.bound.entrySet()
			.stream()
			.filter((entry) -> uniform(entry.getKey()).equals(uniform(target)))
			.map(Map.Entry::getValue)
			.findFirst();
	}

	private Stream<ConfigurationPropertyName> keys(String target) {
		String name = normalize(target);
		return Stream
			.of(isPlain(name) ? ConfigurationPropertyName.ofIfValid(this.map + "." + name) : null,
					ConfigurationPropertyName.ofIfValid(this.map + "[" + target + "]"))
			.flatMap(Stream::ofNullable)
			.filter((key) -> isOf(key, target));
	}

	/**
	 * Return whether a key is that of the target itself: its name may have brackets.
	 */
	private boolean isOf(ConfigurationPropertyName key, String target) {
		return this.map.isParentOf(key) && key.getLastElement(Form.ORIGINAL).equalsIgnoreCase(target);
	}

	private static boolean isPlain(String name) {
		return PLAIN.matcher(name).matches();
	}

	private static String normalize(String target) {
		String lower = target.toLowerCase(Locale.ROOT);
		return isPlain(lower) ? lower : target;
	}

	// Dashes and case of a plain name say nothing
	private static String uniform(String name) {
		String plain = normalize(name);
		return isPlain(plain) ? plain.replace("-", "") : name;
	}

}
