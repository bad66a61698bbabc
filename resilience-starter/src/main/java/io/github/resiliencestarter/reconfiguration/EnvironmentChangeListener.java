package io.github.resiliencestarter.reconfiguration;

import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * {@link ApplicationListener} that reconfigures when Spring Cloud says that the
 * environment has changed, as {@code /actuator/refresh} does.
 */
record EnvironmentChangeListener(
		Reconfiguration reconfiguration) implements ApplicationListener<EnvironmentChangeEvent>, Ordered {

	/**
	 * Before Spring Cloud binds all properties anew, which ends with the first that is
	 * wrong.
	 */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	// The keys do not tell: a value may hold a placeholder
	@Override
	public void onApplicationEvent(EnvironmentChangeEvent event) {
		this.reconfiguration.refresh();
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
