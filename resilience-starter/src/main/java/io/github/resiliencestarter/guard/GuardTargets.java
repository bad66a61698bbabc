package io.github.resiliencestarter.guard;

import java.util.List;

import io.github.resiliencestarter.targets.TargetSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Effective settings of the calls to each target: its own on top of those for all, as
 * they were last accepted.
 */
class GuardTargets {

	private static final Log logger = LogFactory.getLog(GuardTargets.class);

	private final Environment environment;

	private final List<GuardSettingsCustomizer> customizers;

	private volatile Accepted accepted;

	GuardTargets(Environment environment, ClientProperties properties, List<GuardSettingsCustomizer> customizers) {
		this.environment = environment;
		this.customizers = customizers;
		this.accepted = Accepted.of(environment, properties);
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
	GuardSettings apply(String target) {
		Accepted accepted = this.accepted;
		GuardSettings forAll = accepted.forAll();
		return customize(target, accepted.targets().apply(target, forAll, (own, key) -> own.applyTo(key, forAll)));
	}

	/**
	 * Read and check the settings in an environment.
	 * @throws RuntimeException if one is invalid
	 */
	Candidate read(Environment environment) {
		ClientProperties properties = Binder.get(environment)
			.bindOrCreate(ClientProperties.PREFIX, ClientProperties.class);
		return new Candidate(properties, Accepted.of(environment, properties));
	}

	private GuardSettings customize(String target, GuardSettings settings) {
		GuardSettings customized = settings;
		for (GuardSettingsCustomizer customizer : this.customizers) {
			customized = customize(customizer, target, customized);
		}
		return customized;
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

	/**
	 * Settings that have been read and checked.
	 */
	final class Candidate {

		private final ClientProperties properties;

		private final Accepted read;

		private Candidate(ClientProperties properties, Accepted read) {
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
		GuardSettings apply(String target) {
			GuardSettings forAll = this.read.forAll();
			return customize(target, this.read.targets().read(target, forAll, (own, key) -> own.applyTo(key, forAll)));
		}

		/**
		 * Use these settings from now on.
		 */
		void accept() {
			GuardTargets.this.accepted = Accepted.of(GuardTargets.this.environment, this.properties);
		}

	}

	/**
	 * Settings in use.
	 *
	 * @param forAll the settings for all targets
	 * @param targets the settings of single targets
	 */
	private record Accepted(GuardSettings forAll, TargetSettings<ClientTargetProperties> targets) {

		static Accepted of(Environment environment, ClientProperties properties) {
			return new Accepted(properties.settings(), new TargetSettings<>(environment, ClientProperties.PREFIX,
					ClientTargetProperties.class, properties.targets()));
		}

	}

}
