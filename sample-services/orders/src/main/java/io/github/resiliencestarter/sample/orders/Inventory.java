package io.github.resiliencestarter.sample.orders;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resiliencestarter.sample.orders.InventoryApi.Stock;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Calls to the service inventory. The HTTP client is protected as it is; the annotation
 * adds what to do when a call has failed for good.
 */
@Service
public class Inventory {

	private final InventoryApi inventory;

	Inventory(InventoryApi inventory) {
		this.inventory = inventory;
	}

	@CircuitBreaker(name = "inventory", fallbackMethod = "away")
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
