package io.github.resiliencestarter.sample.orders;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.sample.orders.InventoryApi.Stock;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Calls to the service inventory, protected by Resilience4j. The fallback belongs to the
 * outermost annotation: inside of it, it would hide the failure from the retry.
 */
@Service
public class Inventory {

	private final InventoryApi inventory;

	Inventory(InventoryApi inventory) {
		this.inventory = inventory;
	}

	@Retry(name = "inventory", fallbackMethod = "away")
	@CircuitBreaker(name = "inventory")
	public Stock stock(String sku) {
		return this.inventory.stock(sku);
	}

	/** Nobody may sell what may not be there: no stock, no quote. */
	public Stock away(String sku, Exception cause) {
		throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
				"The stock of " + sku + " is not known at the moment", cause);
	}

	/** It is not away: it has answered that the request is wrong. */
	public Stock away(String sku, HttpClientErrorException answer) {
		throw answer;
	}

}
