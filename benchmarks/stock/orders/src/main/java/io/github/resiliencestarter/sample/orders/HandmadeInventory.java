package io.github.resiliencestarter.sample.orders;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.sample.orders.InventoryApi.Stock;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/**
 * Calls to the service inventory without the starter, written as in the documentation of
 * Spring Cloud and Resilience4j, for comparison in the experiments. The fallback is on
 * the retry, which is outermost; on the circuit breaker, it would hide each failure from
 * the retry. Everything else has its default. Over gRPC, the retries are those of gRPC,
 * see {@code application-stock.yml}.
 */
@Service
@Primary
@ConditionalOnProperty(name = "sample.transport", havingValue = "http", matchIfMissing = true)
public class HandmadeInventory extends Inventory {

	HandmadeInventory(InventoryApi inventory) {
		super(inventory);
	}

	@Override
	@Retry(name = "inventory", fallbackMethod = "unavailable")
	@CircuitBreaker(name = "inventory")
	public Stock stock(String sku) {
		return super.stock(sku);
	}

}
