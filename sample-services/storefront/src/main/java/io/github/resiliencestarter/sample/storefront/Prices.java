package io.github.resiliencestarter.sample.storefront;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.resiliencestarter.instances.GuardedInstances;
import io.github.resiliencestarter.instances.InstanceGuards;
import io.github.resiliencestarter.sample.protocol.price.PriceReply;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.stereotype.Service;

/**
 * Calls to the service pricing over its own protocol. The programmatic API protects them
 * and chooses the instances; without the starter, nothing does.
 */
@Service
@ConditionalOnBooleanProperty(name = "resilience.enabled", matchIfMissing = true)
class Prices {

	private static final Log logger = LogFactory.getLog(Prices.class);

	private final GuardedInstances pricing;

	private final PriceClient client;

	Prices(InstanceGuards guards, PriceClient client) {
		this.pricing = guards.of("pricing").idempotent();
		this.client = client;
	}

	/**
	 * Returns the price of a sku, within the deadline of the request.
	 * @param sku the sku
	 * @return the reply, or nothing if pricing is not available
	 */
	Optional<PriceReply> find(String sku) {
		try {
			return Optional.of(this.pricing.callAsync((attempt, instance) -> ask(instance, sku)).join());
		}
		catch (CompletionException ex) {
			logger.debug("No price of " + sku, ex);
			return Optional.empty();
		}
	}

	private CompletableFuture<PriceReply> ask(ServiceInstance instance, String sku) {
		Map<String, String> metadata = Objects.requireNonNull(instance.getMetadata());
		int port = Integer.parseInt(Objects.requireNonNull(metadata.get("sbe_port")));
		return this.client.ask(new InetSocketAddress(instance.getHost(), port), sku).thenApply(Prices::successful);
	}

	// A reply that reports an error is no exception, and would count as a success
	private static PriceReply successful(PriceReply reply) {
		if (reply.status() == PriceStatus.FAILED) {
			throw new IllegalStateException(reply.instance() + " has failed");
		}
		return reply;
	}

}
