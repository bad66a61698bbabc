package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Settings of the targets from {@code resilience.loadbalancing.<target>}, on top of those
 * for all. What is configured is read once at start, so that a wrong value is not found
 * by the first call.
 */
class ConfiguredTargets implements Function<String, LoadBalancingProperties> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName
		.of(LoadBalancingProperties.PREFIX);

	private static final Set<String> NOT_TARGETS = Set.of("ejection", "standby");

	private static final Bindable<LoadBalancingProperties> SETTINGS = Bindable.of(LoadBalancingProperties.class);

	private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9-]*");

	private final Environment environment;

	private final LoadBalancingProperties forAll;

	ConfiguredTargets(Environment environment, LoadBalancingProperties properties) {
		this.environment = environment;
		this.forAll = check(properties, LoadBalancingProperties.PREFIX);
		findNames(environment).forEach(this::apply);
	}

	@Override
	public LoadBalancingProperties apply(String target) {
		String element = target.toLowerCase(Locale.ROOT);
		// As for a client: only the plain form is relaxed
		Optional<LoadBalancingProperties> plain = PLAIN.matcher(element).matches() ? bind("." + element)
				: Optional.empty();
		return plain.or(() -> bind("[" + target + "]")).orElse(this.forAll);
	}

	private Optional<LoadBalancingProperties> bind(String suffix) {
		String prefix = LoadBalancingProperties.PREFIX + suffix;
		if (!ConfigurationPropertyName.isValid(prefix)) {
			return Optional.empty();
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
		// With what is set for all every name would be bound
		if (!Binder.get(this.environment).bind(name, SETTINGS).isBound()) {
			return Optional.empty();
		}
		return Optional.of(check(binder(name).bind(name, SETTINGS).get(), name.toString()));
	}

	private LoadBalancingProperties check(LoadBalancingProperties settings, String prefix) {
		settings.check(prefix);
		List<String> tags = settings.standby().tags();
		if (!tags.isEmpty() && !this.environment.getProperty("resilience.discovery.enabled", Boolean.class, true)) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".standby.tags", tags,
					"Tags are not seen with resilience.discovery.enabled=false; write standby.metadata instead");
		}
		return settings;
	}

	/**
	 * Binder that takes what is not set for a target from what is set for all.
	 */
	private Binder binder(ConfigurationPropertyName target) {
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.get(this.environment);
		PlaceholdersResolver placeholders = new PropertySourcesPlaceholdersResolver(this.environment);
		return new Binder(
				Stream.concat(stream(sources), stream(sources).map((source) -> new ForAll(target, source))).toList(),
				placeholders);
	}

	private static Stream<ConfigurationPropertySource> stream(Iterable<ConfigurationPropertySource> sources) {
		return StreamSupport.stream(sources.spliterator(), false);
	}

	private static Set<String> findNames(Environment environment) {
		Set<String> names = new TreeSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter((name) -> PREFIX.isAncestorOf(name) && name.getNumberOfElements() > 3)
					.filter((name) -> !NOT_TARGETS.contains(name.getElement(2, Form.UNIFORM)))
					.forEach((name) -> names.add(name.getElement(2, Form.ORIGINAL)));
			}
		}
		return names;
	}

	/**
	 * Source that answers for a target what another says for all.
	 *
	 * @param target the name of the target's properties
	 * @param source the other
	 */
	private record ForAll(ConfigurationPropertyName target,
			ConfigurationPropertySource source) implements ConfigurationPropertySource {

		@Override
		public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
			return this.target.isAncestorOf(name) ? this.source
				.getConfigurationProperty(PREFIX.append(name.subName(this.target.getNumberOfElements()))) : null;
		}

	}

}
