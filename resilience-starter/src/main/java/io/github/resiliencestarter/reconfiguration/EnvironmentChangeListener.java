package io.github.resiliencestarter.reconfiguration;

import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * {@link ApplicationListener} that reconfigures when Spring Cloud reports a changed
 * environment, for example after {@code /actuator/refresh}.
 */
record EnvironmentChangeListener(
		Reconfiguration reconfiguration) implements ApplicationListener<EnvironmentChangeEvent>, Ordered {

	/**
	 * Before Spring Cloud rebinds all properties, which stops at the first invalid one.
	 */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	// The changed keys are not sufficient, because values may contain placeholders
	@Override
	public void onApplicationEvent(EnvironmentChangeEvent event) {
		this.reconfiguration.refresh();
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
