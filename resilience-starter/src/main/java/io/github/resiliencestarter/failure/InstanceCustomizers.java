package io.github.resiliencestarter.failure;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.common.CustomizerWithName;
import org.jspecify.annotations.Nullable;

/**
 * The user's customizers, each followed by one of ours; where the user has none, by ours
 * alone.
 *
 * @param <T> customizer
 */
final class InstanceCustomizers<T extends CustomizerWithName> extends CompositeCustomizer<T> {

	private final CompositeCustomizer<T> users;

	private final BiFunction<String, @Nullable T, T> ours;

	/**
	 * Creates the customizers.
	 * @param users the user's
	 * @param ours creates a customizer from the name of the instance and the user's
	 * customizer, if there is one
	 */
	InstanceCustomizers(CompositeCustomizer<T> users, BiFunction<String, @Nullable T, T> ours) {
		super(List.of());
		this.users = users;
		this.ours = ours;
	}

	@Override
	public Optional<T> getCustomizer(String instanceName) {
		return Optional.of(this.ours.apply(instanceName, this.users.getCustomizer(instanceName).orElse(null)));
	}

	@Override
	public Set<String> instanceNames() {
		return this.users.instanceNames();
	}

}
