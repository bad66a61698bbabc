package io.github.resiliencestarter.registration;

/**
 * State of this application's registration.
 */
public interface RegistrationState {

	/**
	 * Return whether, as of the last check, Consul's agent knows each registration of
	 * this application and its health checks pass.
	 * @return whether callers can find this application; {@code false} before it has
	 * registered
	 */
	boolean isPassing();

}
