package io.github.resiliencestarter.sample.orders;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.sample.orders.InventoryApi.Stock;

import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/**
 * Calls to the service inventory as one writes them from the documentation of Spring
 * Cloud and Resilience4j, without the starter: what the experiments compare it with. The
 * fallback is that of the retry, which is the outer one of the two; on the circuit
 * breaker it would hide each failure from the retry. All else is at its default.
 */
@Service
@Primary
public class HandmadeInventory extends Inventory {

	HandmadeInventory(InventoryApi inventory) {
		super(inventory);
	}

	@Override
	@Retry(name = "inventory", fallbackMethod = "away")
	@CircuitBreaker(name = "inventory")
	public Stock stock(String sku) {
		return super.stock(sku);
	}

}
