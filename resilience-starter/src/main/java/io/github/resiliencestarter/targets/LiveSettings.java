package io.github.resiliencestarter.targets;

import org.springframework.core.env.Environment;

/**
 * Interface to be implemented by a bean whose settings follow a changed environment while
 * the application is running.
 */
@FunctionalInterface
public interface LiveSettings {

	/**
	 * Reads and checks all settings without changing any.
	 * @param environment the environment to read, which need not be that of the
	 * application
	 * @return the change, which can no longer fail
	 * @throws RuntimeException if a setting is invalid
	 */
	PreparedChange prepare(Environment environment);

}
