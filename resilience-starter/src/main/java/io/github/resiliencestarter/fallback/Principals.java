package io.github.resiliencestarter.fallback;

/**
 * Interface to be implemented by beans that know whether the current caller is an
 * authenticated user. Without a key of its own, the answer of a method to such a caller
 * is neither kept nor used.
 */
@FunctionalInterface
public interface Principals {

	/**
	 * Returns whether this thread works for an authenticated user.
	 * @return whether there is a user
	 */
	boolean arePresent();

}
