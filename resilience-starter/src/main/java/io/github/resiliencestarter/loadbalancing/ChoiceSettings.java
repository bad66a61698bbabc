package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.targets.TargetSettings;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Effective settings of each target: its own on top of those for all, as they were last
 * accepted.
 */
class ChoiceSettings {

	private static final String PREFIX = LoadBalancingProperties.PREFIX;

	private final Environment environment;

	private final boolean tagsSeen;

	private volatile Accepted accepted;

	ChoiceSettings(Environment environment, LoadBalancingProperties properties) {
		this.environment = environment;
		this.tagsSeen = environment.getProperty("resilience.discovery.enabled", Boolean.class, true);
		this.accepted = check(environment, properties);
	}

	/**
	 * Return the names of the targets that have their own settings.
	 */
	List<String> names() {
		return this.accepted.targets().names();
	}

	/**
	 * Return the settings of a target.
	 */
	LoadBalancingSettings apply(String target) {
		Accepted accepted = this.accepted;
		LoadBalancingSettings forAll = accepted.forAll();
		return accepted.targets().apply(target, forAll, (own, key) -> merge(own, forAll, key));
	}

	/**
	 * Read and check the settings in an environment.
	 * @throws RuntimeException if one is invalid
	 */
	Candidate read(Environment environment) {
		LoadBalancingProperties properties = Binder.get(environment)
			.bindOrCreate(PREFIX, LoadBalancingProperties.class);
		return new Candidate(properties, check(environment, properties));
	}

	private Accepted check(Environment environment, LoadBalancingProperties properties) {
		LoadBalancingSettings forAll = checkTags(properties.settings(), PREFIX);
		Map<String, LoadBalancingTargetProperties> targets = properties.targets();
		targets.forEach((name, own) -> checkTags(own.applyTo(forAll), TargetSettings.key(PREFIX, name)));
		return new Accepted(forAll,
				new TargetSettings<>(environment, PREFIX, LoadBalancingTargetProperties.class, targets));
	}

	private LoadBalancingSettings merge(LoadBalancingTargetProperties own, LoadBalancingSettings forAll, String key) {
		return checkTags(own.applyTo(forAll).check(key), key);
	}

	private LoadBalancingSettings checkTags(LoadBalancingSettings settings, String prefix) {
		List<String> tags = settings.standby().tags();
		if (!tags.isEmpty() && !this.tagsSeen) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".standby.tags", tags,
					"Tags are not seen with resilience.discovery.enabled=false; write standby.metadata instead");
		}
		return settings;
	}

	/**
	 * Settings that have been read and checked.
	 */
	final class Candidate {

		private final LoadBalancingProperties properties;

		private final Accepted read;

		private Candidate(LoadBalancingProperties properties, Accepted read) {
			this.properties = properties;
			this.read = read;
		}

		List<String> names() {
			return this.read.targets().names();
		}

		/**
		 * Return the settings of a target.
		 * @throws RuntimeException if they are invalid
		 */
		LoadBalancingSettings apply(String target) {
			LoadBalancingSettings forAll = this.read.forAll();
			return this.read.targets().read(target, forAll, (own, key) -> merge(own, forAll, key));
		}

		/**
		 * Use these settings from now on.
		 */
		void accept() {
			ChoiceSettings.this.accepted = check(ChoiceSettings.this.environment, this.properties);
		}

	}

	/**
	 * Settings in use.
	 *
	 * @param forAll the settings for all targets
	 * @param targets the settings of single targets
	 */
	private record Accepted(LoadBalancingSettings forAll, TargetSettings<LoadBalancingTargetProperties> targets) {

	}

}
