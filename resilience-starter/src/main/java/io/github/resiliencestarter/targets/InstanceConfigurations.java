package io.github.resiliencestarter.targets;

/**
 * Configurations of instances, derived from those that they are created with, because the
 * predicates of a configuration depend on the name of the instance. Registries with such
 * configurations implement this interface.
 *
 * @param <C> configuration
 */
public interface InstanceConfigurations<C> {

	/**
	 * Derives the configuration of an instance.
	 * @param instance the name of the instance
	 * @param configuration the configuration, which several instances may share
	 * @return the configuration of the instance, or the given one if it does not depend
	 * on the name
	 */
	C forInstance(String instance, C configuration);

	/**
	 * Returns what the configuration of an instance was derived from.
	 * @param configuration the configuration of an instance
	 * @return the configuration that it was derived from, or else itself
	 */
	C origin(C configuration);

}
