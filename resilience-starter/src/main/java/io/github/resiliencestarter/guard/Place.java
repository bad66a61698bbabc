package io.github.resiliencestarter.guard;

/**
 * Where an attempt has gone, if its target is in more than one place: a failure there
 * need not be one of the target.
 */
public interface Place {

	/**
	 * Return the name of the place.
	 * @return the name, which no other place of the target has
	 */
	String name();

	/**
	 * Return whether the place rather than the target is to blame for a failure, as far
	 * as is known by now.
	 * @return whether the place is to blame
	 */
	boolean isAtFault();

	/**
	 * Return whether another place is fit for calls at the moment.
	 * @return whether one is
	 */
	default boolean isAnotherSound() {
		return false;
	}

}
