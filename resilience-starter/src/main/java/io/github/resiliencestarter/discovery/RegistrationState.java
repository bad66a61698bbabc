package io.github.resiliencestarter.discovery;

/**
 * Whether this application can be found.
 */
public interface RegistrationState {

	/**
	 * Return whether Consul's agent knows each registration of this application and its
	 * checks pass, as of the last time that it was asked.
	 * @return whether it can be found; {@code false} before it has registered
	 */
	boolean isPassing();

}
