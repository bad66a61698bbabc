package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.cloud.consul.ConsulClient;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.discovery.HeartbeatProperties;
import org.springframework.cloud.consul.serviceregistry.ConsulRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistry;

/**
 * Spring Cloud's registry of this application, whose registrations last. What Spring
 * Cloud does not see is seen here: a refusal, and an agent that forgets.
 */
@SuppressWarnings("unchecked") // Spring Cloud's own getStatus
class LastingServiceRegistry extends ConsulServiceRegistry implements RegistrationState {

	private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(2);

	private final Map<String, KeptRegistration> kept = new ConcurrentHashMap<>();

	private final RegistrationKeeper keeper;

	private final boolean failFast;

	LastingServiceRegistry(ConsulClient client, ConsulDiscoveryProperties properties, HeartbeatProperties heartbeat,
			RegistrationKeeper keeper) {
		super(client, properties, null, heartbeat);
		this.failFast = properties.isFailFast();
		this.keeper = keeper;
	}

	@Override
	public void register(ConsulRegistration registration) {
		KeptRegistration registered = this.keeper.keep(registration.getService());
		KeptRegistration former = this.kept.put(registration.getInstanceId(), registered);
		if (former != null) {
			former.forget();
		}
		String trouble = registered.start().join();
		if (this.failFast && !trouble.isEmpty()) {
			this.kept.remove(registration.getInstanceId());
			registered.forget();
			throw new IllegalStateException(
					trouble + ". To start nevertheless set spring.cloud.consul.discovery.fail-fast=false");
		}
	}

	@Override
	public void deregister(ConsulRegistration registration) {
		KeptRegistration registered = this.kept.remove(registration.getInstanceId());
		if (registered != null) {
			registered.leave(LEAVE_TIMEOUT).join();
		}
	}

	/**
	 * Take back all registrations.
	 * @return whether callers have one less to call
	 */
	boolean leave() {
		List<KeptRegistration> all = List.copyOf(this.kept.values());
		this.kept.clear();
		List<CompletableFuture<Boolean>> answers = all.stream()
			.map((registered) -> registered.leave(LEAVE_TIMEOUT))
			.toList();
		return answers.stream().filter(CompletableFuture::join).count() > 0;
	}

	@Override
	public boolean isPassing() {
		return !this.kept.isEmpty() && this.kept.values().stream().allMatch(KeptRegistration::isPassing);
	}

}
