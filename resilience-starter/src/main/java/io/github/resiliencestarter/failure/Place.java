package io.github.resiliencestarter.failure;

/**
 * Place that an attempt has gone to, such as an instance of the target: a failure there
 * does not have to be a failure of the target.
 */
public interface Place {

	/**
	 * Returns the name of the place.
	 * @return the name, which no other place of the target has
	 */
	String name();

	/**
	 * Returns whether the place rather than the target is to blame for a failure, as far
	 * as is currently known.
	 * @return whether the place is to blame
	 */
	boolean isAtFault();

	/**
	 * Returns whether another place is currently healthy.
	 * @return whether one is
	 */
	default boolean isAnotherSound() {
		return false;
	}

}
