package io.github.resiliencestarter.discovery;

import java.time.Duration;

import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.cloud.consul.serviceregistry.ApplicationStatusProvider;

/**
 * Keeper of registrations with one agent.
 */
class RegistrationKeeper {

	private final ConsulAgents agent;

	private final Duration interval;

	private final DiscoveryTime time;

	private final ApplicationStatusProvider status;

	RegistrationKeeper(ConsulAgents agent, Duration interval, DiscoveryTime time, ApplicationStatusProvider status) {
		this.agent = agent;
		this.interval = interval;
		this.time = time;
		this.status = status;
	}

	KeptRegistration keep(NewService service) {
		return new KeptRegistration(service, this.agent, this.interval, this.time, this.status);
	}

}
