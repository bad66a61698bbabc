package io.github.resiliencestarter.guard;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Settings of the targets from {@code resilience.client.<target>}, on top of those for
 * all. What is configured is read once at start, so that a wrong value is not found by
 * the first call.
 */
class ConfiguredTargets implements Function<String, GuardSettings> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(ClientProperties.PREFIX);

	private static final Set<String> NOT_TARGETS = Set.of("enabled", "timeout", "attempttimeout", "adaptivelimit",
			"probeonrecovery", "maxtargets", "retrybudget");

	private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9-]*");

	private final Environment environment;

	private final GuardSettings forAll;

	private final Set<String> names;

	ConfiguredTargets(Environment environment, ClientProperties properties) {
		this.environment = environment;
		this.forAll = properties.settings();
		this.names = findNames(environment);
		this.names.forEach(this::apply);
	}

	/**
	 * Return the names of the targets that have settings of their own, as they are
	 * written.
	 */
	Set<String> names() {
		return this.names;
	}

	@Override
	public GuardSettings apply(String target) {
		String element = target.toLowerCase(Locale.ROOT);
		// Only the plain form is relaxed: order-service, orderservice, ORDERSERVICE
		Optional<GuardSettings> plain = PLAIN.matcher(element).matches() ? bind("." + element) : Optional.empty();
		return plain.or(() -> bind("[" + target + "]")).orElse(this.forAll);
	}

	private Optional<GuardSettings> bind(String suffix) {
		String prefix = ClientProperties.PREFIX + suffix;
		if (!ConfigurationPropertyName.isValid(prefix)) {
			return Optional.empty();
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
		BindResult<TargetProperties> bound = Binder.get(this.environment)
			.bind(name, Bindable.of(TargetProperties.class));
		return bound.isBound() ? Optional.of(bound.get().applyTo(name.toString(), this.forAll)) : Optional.empty();
	}

	private static Set<String> findNames(Environment environment) {
		Set<String> names = new TreeSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter((name) -> PREFIX.isAncestorOf(name) && name.getNumberOfElements() > 3)
					.filter((name) -> !NOT_TARGETS.contains(name.getElement(2, Form.UNIFORM)))
					.forEach((name) -> names.add(nameOf(name.getElement(2, Form.ORIGINAL))));
			}
		}
		return names;
	}

	// [Order_Service] is another name than [order_service], Inventory is not
	private static String nameOf(String element) {
		String lower = element.toLowerCase(Locale.ROOT);
		return PLAIN.matcher(lower).matches() ? lower : element;
	}

}
