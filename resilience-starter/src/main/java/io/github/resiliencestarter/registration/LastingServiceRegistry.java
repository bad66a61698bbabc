package io.github.resiliencestarter.registration;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.consul.ConsulClient;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.discovery.HeartbeatProperties;
import org.springframework.cloud.consul.serviceregistry.ConsulRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistry;

/**
 * Spring Cloud's registry of this application, with durable registrations. Unlike Spring
 * Cloud's own, it notices a rejected registration and an agent that forgets.
 */
@SuppressWarnings("unchecked") // Spring Cloud's own getStatus
class LastingServiceRegistry extends ConsulServiceRegistry implements RegistrationState {

	private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(2);

	private final Set<KeptRegistration> kept = ConcurrentHashMap.newKeySet();

	private final RegistrationKeeper keeper;

	private final ConsulDiscoveryProperties properties;

	LastingServiceRegistry(ConsulClient client, ConsulDiscoveryProperties properties, HeartbeatProperties heartbeat,
			RegistrationKeeper keeper) {
		super(client, properties, null, heartbeat);
		this.properties = properties;
		this.keeper = keeper;
	}

	@Override
	public void register(ConsulRegistration registration) {
		KeptRegistration former = remove(registration);
		if (former != null) {
			former.forget();
		}
		KeptRegistration registered = this.keeper.keep(registration.getService());
		this.kept.add(registered);
		String trouble = registered.start().join();
		if (this.properties.isFailFast() && !trouble.isEmpty()) {
			this.kept.remove(registered);
			registered.forget();
			throw new IllegalStateException(
					trouble + ". To start anyway, set spring.cloud.consul.discovery.fail-fast=false");
		}
	}

	@Override
	public void deregister(ConsulRegistration registration) {
		KeptRegistration registered = remove(registration);
		if (registered != null) {
			registered.leave(LEAVE_TIMEOUT).join();
		}
	}

	@Override
	public void setStatus(ConsulRegistration registration, String status) {
		super.setStatus(registration, status);
		KeptRegistration registered = find(registration);
		if (registered != null) {
			registered.maintenance("UP".equalsIgnoreCase(status) ? null : "Taken out of service by the application");
		}
	}

	private @Nullable KeptRegistration remove(ConsulRegistration registration) {
		KeptRegistration registered = find(registration);
		if (registered != null) {
			this.kept.remove(registered);
		}
		return registered;
	}

	// Spring Cloud creates a new registration of the actuator each time
	private @Nullable KeptRegistration find(ConsulRegistration registration) {
		String id = registration.getInstanceId();
		return this.kept.stream().filter((registered) -> registered.isKnownAs(id)).findFirst().orElse(null);
	}

	/**
	 * Remove all registrations, unless they are configured to stay after shutdown.
	 * @return whether callers have one instance less to call
	 */
	boolean leave() {
		List<KeptRegistration> all = List.copyOf(this.kept);
		this.kept.clear();
		if (!this.properties.isDeregister()) {
			all.forEach(KeptRegistration::forget);
			return false;
		}
		List<CompletableFuture<Boolean>> answers = all.stream()
			.map((registered) -> registered.leave(LEAVE_TIMEOUT))
			.toList();
		return answers.stream().filter(CompletableFuture::join).count() > 0;
	}

	@Override
	public boolean isPassing() {
		return !this.kept.isEmpty() && this.kept.stream().allMatch(KeptRegistration::isPassing);
	}

}
