package io.github.resiliencestarter.guard;

import java.util.List;
import java.util.function.Function;

import io.github.resiliencestarter.targets.TargetSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.env.Environment;

/**
 * Effective settings of the calls to each target: its own on top of those for all.
 */
class GuardTargets implements Function<String, GuardSettings> {

	private static final Log logger = LogFactory.getLog(GuardTargets.class);

	private final GuardSettings forAll;

	private final TargetSettings<ClientTargetProperties> targets;

	private final List<GuardSettingsCustomizer> customizers;

	GuardTargets(Environment environment, ClientProperties properties, List<GuardSettingsCustomizer> customizers) {
		this.customizers = customizers;
		this.forAll = properties.settings();
		this.targets = new TargetSettings<>(environment, ClientProperties.PREFIX, ClientTargetProperties.class,
				properties.targets());
	}

	/**
	 * Return the names of the targets that have their own settings.
	 */
	List<String> names() {
		return this.targets.names();
	}

	@Override
	public GuardSettings apply(String target) {
		GuardSettings settings = this.targets.apply(target, this.forAll, (own, key) -> own.applyTo(key, this.forAll));
		for (GuardSettingsCustomizer customizer : this.customizers) {
			settings = customize(customizer, target, settings);
		}
		return settings;
	}

	// A failing customizer must not make calls fail
	private static GuardSettings customize(GuardSettingsCustomizer customizer, String target, GuardSettings settings) {
		try {
			GuardSettings customized = customizer.customize(target, settings);
			ClientProperties.checkTimeouts(TargetSettings.key(ClientProperties.PREFIX, target), customized.timeout(),
					customized.attemptTimeout());
			return customized;
		}
		catch (RuntimeException ex) {
			logger.warn("GuardSettingsCustomizer failed for '" + target + "'; its changes are ignored", ex);
			return settings;
		}
	}

}
