package io.github.resiliencestarter.registration;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * First step of a shutdown: the application deregisters from Consul and keeps serving
 * until its callers know. Everything else waits, including the web server's graceful
 * shutdown and executors, which reject work as soon as the shutdown begins.
 */
class Drain implements ApplicationListener<ContextClosedEvent>, Ordered {

	private static final Log logger = LogFactory.getLog(Drain.class);

	private final ApplicationContext context;

	private final LastingServiceRegistry registry;

	private final Duration drain;

	private final Pause pause;

	Drain(ApplicationContext context, LastingServiceRegistry registry, Duration drain, Pause pause) {
		this.context = context;
		this.registry = registry;
		this.drain = drain;
		this.pause = pause;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// Child contexts publish their closing to their parents
		if (event.getApplicationContext() != this.context || !this.registry.leave() || this.drain.isZero()) {
			return;
		}
		logger.info("Deregistered from Consul; serving for another %d ms until callers know"
			.formatted(this.drain.toMillis()));
		try {
			this.pause.pause(this.drain);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Return an order after servers that announce their end by themselves, and before
	 * everything else.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE + 1;
	}

	/**
	 * Action that delays the shutdown.
	 */
	@FunctionalInterface
	interface Pause {

		void pause(Duration duration) throws InterruptedException;

	}

}
