package io.github.resiliencestarter.guard;

import java.util.List;
import java.util.function.Function;

import io.github.resiliencestarter.targets.TargetSettings;

import org.springframework.core.env.Environment;

/**
 * Effective settings of the calls to each target: its own on top of those for all.
 */
class GuardTargets implements Function<String, GuardSettings> {

	private final GuardSettings forAll;

	private final TargetSettings<ClientTargetProperties> targets;

	GuardTargets(Environment environment, ClientProperties properties) {
		this.forAll = properties.settings();
		this.targets = new TargetSettings<>(environment, ClientProperties.PREFIX, ClientTargetProperties.class,
				properties.targets());
	}

	/**
	 * Return the names of the targets that have settings of their own.
	 */
	List<String> names() {
		return this.targets.names();
	}

	@Override
	public GuardSettings apply(String target) {
		return this.targets.apply(target, this.forAll, (own, key) -> own.applyTo(key, this.forAll));
	}

}
