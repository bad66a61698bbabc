package example;

import java.util.Map;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Registry that an application finds its services in.
 */
interface Registry extends AutoCloseable {

	/**
	 * Let an application that starts use this registry.
	 */
	void prepare(ConfigurableApplicationContext context);

	/**
	 * Register an instance of the service {@code inventory}.
	 */
	void register(String id, int port, Map<String, String> metadata) throws Exception;

	/**
	 * Remove the instance.
	 */
	void deregister(String id) throws Exception;

	@Override
	void close();

	/**
	 * Registry that is a process of its own.
	 */
	interface Remote extends Registry {

		/**
		 * Kill it with SIGKILL.
		 */
		void kill();

		/**
		 * Start it again, with what it has stored.
		 */
		void restart();

	}

}
