package io.github.resiliencestarter.sample.orders;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;

/**
 * HTTP interface of the service inventory, with the operations that this service uses.
 */
interface InventoryApi {

	@GetExchange("/stock/{sku}")
	Stock stock(@PathVariable String sku);

	record Stock(int available, String instance) {
	}

}
