package io.github.resiliencestarter.registration;

import io.github.resiliencestarter.discovery.ConsulAgents;
import io.github.resiliencestarter.discovery.DiscoveryTime;

import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.cloud.consul.serviceregistry.ApplicationStatusProvider;

/**
 * Keeper of registrations with one agent.
 */
class RegistrationKeeper {

	private final ConsulAgents agent;

	private final RegistrationSettings settings;

	private final DiscoveryTime time;

	private final ApplicationStatusProvider status;

	RegistrationKeeper(ConsulAgents agent, RegistrationSettings settings, DiscoveryTime time,
			ApplicationStatusProvider status) {
		this.agent = agent;
		this.settings = settings;
		this.time = time;
		this.status = status;
	}

	KeptRegistration keep(NewService service) {
		return new KeptRegistration(service, this.agent, this.settings, this.time, this.status);
	}

}
