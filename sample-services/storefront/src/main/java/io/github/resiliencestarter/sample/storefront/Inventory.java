package io.github.resiliencestarter.sample.storefront;

import java.util.Optional;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resiliencestarter.sample.storefront.InventoryApi.StockList;

import org.springframework.stereotype.Service;

/**
 * Calls to the service inventory.
 */
@Service
public class Inventory {

	private final InventoryApi inventory;

	Inventory(InventoryApi inventory) {
		this.inventory = inventory;
	}

	@CircuitBreaker(name = "inventory", fallbackMethod = "noFigures")
	public Optional<StockList> stock() {
		return Optional.of(this.inventory.stock());
	}

	/** A home page without stock figures sells more than none. */
	public Optional<StockList> noFigures(Exception cause) {
		return Optional.empty();
	}

}
