package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

import org.springframework.context.ApplicationContext;

/**
 * Ejection of an instance, for tests in other packages.
 */
public final class Eject {

	private Eject() {
	}

	public static boolean instance(ApplicationContext context, String target, int port) {
		return context.getBean(Targets.class).forName(target).eject("127.0.0.1:" + port, Duration.ofMinutes(1));
	}

}
