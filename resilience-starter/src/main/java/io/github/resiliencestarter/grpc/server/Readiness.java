package io.github.resiliencestarter.grpc.server;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Readiness of this instance as gRPC health, as callers and Consul see it. A change is
 * visible immediately, while Spring Boot updates health every few seconds. When the
 * application begins to shut down, all gRPC health becomes {@code NOT_SERVING} for good.
 */
class Readiness implements ServedHealth, ApplicationListener<ApplicationEvent>, Ordered {

	private static final String NAME = "readiness";

	private final HealthStatusManager health;

	private final ApplicationContext context;

	Readiness(HealthStatusManager health, ApplicationContext context) {
		this.health = health;
		this.context = context;
		health.setStatus(NAME, ServingStatus.NOT_SERVING);
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof AvailabilityChangeEvent<?> change && change.getState() instanceof ReadinessState state) {
			this.health.setStatus(NAME,
					(state == ReadinessState.ACCEPTING_TRAFFIC) ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
		}
		else if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == this.context) {
			this.health.enterTerminalState();
		}
	}

	/**
	 * Returns the order before that of the drain, which deregisters the application.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
