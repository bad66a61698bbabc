package io.github.resiliencestarter.sample.storefront;

import java.util.List;

import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * HTTP interface of the service inventory, with the operations that this service uses.
 */
interface InventoryApi {

	@GetExchange("/stock")
	StockList stock();

	@PostExchange("/reservations")
	void reserve(@RequestBody Reservation reservation);

	record StockList(List<StockLevel> levels, String instance) {
	}

	record StockLevel(String sku, int available) {
	}

	record Reservation(String order, String sku) {
	}

}
