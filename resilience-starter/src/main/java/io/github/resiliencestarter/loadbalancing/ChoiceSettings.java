package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.function.Function;

import io.github.resiliencestarter.targets.TargetSettings;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Effective settings of each target: its own on top of those for all.
 */
class ChoiceSettings implements Function<String, LoadBalancingSettings> {

	private static final String PREFIX = LoadBalancingProperties.PREFIX;

	private final LoadBalancingSettings forAll;

	private final TargetSettings<LoadBalancingTargetProperties> targets;

	private final boolean tagsSeen;

	ChoiceSettings(Environment environment, LoadBalancingProperties properties) {
		this.forAll = properties.settings();
		this.targets = new TargetSettings<>(environment, PREFIX, LoadBalancingTargetProperties.class,
				properties.targets());
		this.tagsSeen = environment.getProperty("resilience.discovery.enabled", Boolean.class, true);
		checkTags(this.forAll, PREFIX);
		properties.targets()
			.forEach((name, target) -> checkTags(target.applyTo(this.forAll), TargetSettings.key(PREFIX, name)));
	}

	@Override
	public LoadBalancingSettings apply(String target) {
		return this.targets.apply(target, this.forAll,
				(own, key) -> checkTags(own.applyTo(this.forAll).check(key), key));
	}

	private LoadBalancingSettings checkTags(LoadBalancingSettings settings, String prefix) {
		List<String> tags = settings.standby().tags();
		if (!tags.isEmpty() && !this.tagsSeen) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".standby.tags", tags,
					"Tags are not seen with resilience.discovery.enabled=false; write standby.metadata instead");
		}
		return settings;
	}

}
