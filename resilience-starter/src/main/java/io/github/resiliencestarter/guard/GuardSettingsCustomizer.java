package io.github.resiliencestarter.guard;

/**
 * Callback interface that can be used to customize the settings of the calls to one
 * target. Beans of this type are applied in order, on top of the configuration
 * properties, before the first call to a target and after each change of the properties.
 */
@FunctionalInterface
public interface GuardSettingsCustomizer {

	/**
	 * Customize the settings of a target.
	 * @param target the target, a service name or a host
	 * @param settings the settings from the configuration properties and from the
	 * customizers before this one
	 * @return the settings to use
	 */
	GuardSettings customize(String target, GuardSettings settings);

}
