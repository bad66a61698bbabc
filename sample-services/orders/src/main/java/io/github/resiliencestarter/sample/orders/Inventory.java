package io.github.resiliencestarter.sample.orders;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resiliencestarter.sample.orders.InventoryApi.Stock;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Calls to the service inventory. The HTTP client is protected by default; the annotation
 * adds a fallback for calls that fail despite retries.
 */
@Service
public class Inventory {

	private final InventoryApi inventory;

	Inventory(InventoryApi inventory) {
		this.inventory = inventory;
	}

	@CircuitBreaker(name = "inventory", fallbackMethod = "unavailable")
	public Stock stock(String sku) {
		return this.inventory.stock(sku);
	}

	/** An article with an unknown stock level cannot be quoted. */
	public Stock unavailable(String sku, Exception cause) {
		throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
				"The stock of " + sku + " is currently not available", cause);
	}

	/** Inventory is up: its response says that the request is wrong. */
	public Stock unavailable(String sku, HttpClientErrorException response) {
		throw response;
	}

	/** As above, over gRPC. */
	public Stock unavailable(String sku, StatusRuntimeException response) {
		if (response.getStatus().getCode() == Code.NOT_FOUND) {
			throw response;
		}
		return unavailable(sku, (Exception) response);
	}

}
