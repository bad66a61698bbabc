package io.github.resiliencestarter.reconfiguration;

/**
 * Layer of properties that take precedence over those of the environment. A later layer
 * takes precedence over an earlier one.
 */
public enum ReconfigurationLayer {

	/**
	 * Properties that the application applies itself.
	 */
	APPLICATION("resilienceReconfiguration"),

	/**
	 * Properties of overrides by operators.
	 */
	OVERRIDES("resilienceReconfigurationOverrides");

	private final String propertySource;

	ReconfigurationLayer(String propertySource) {
		this.propertySource = propertySource;
	}

	/**
	 * Returns the name of the property source of this layer, as it appears in the origin
	 * of a value.
	 * @return the name
	 */
	public String propertySource() {
		return this.propertySource;
	}

}
