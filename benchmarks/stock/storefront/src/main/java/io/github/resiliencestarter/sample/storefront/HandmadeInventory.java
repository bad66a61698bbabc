package io.github.resiliencestarter.sample.storefront;

import java.util.Optional;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.sample.storefront.InventoryApi.StockList;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/**
 * Calls to the service inventory without the starter, like {@link HandmadeOrders}.
 */
@Service
@Primary
@ConditionalOnProperty(name = "sample.transport", havingValue = "http", matchIfMissing = true)
public class HandmadeInventory extends Inventory {

	HandmadeInventory(InventoryApi inventory) {
		super(inventory);
	}

	@Override
	@Retry(name = "inventory", fallbackMethod = "noFigures")
	@CircuitBreaker(name = "inventory")
	public Optional<StockList> stock() {
		return super.stock();
	}

}
