package io.github.resiliencestarter.sample.storefront;

import java.util.List;

import org.springframework.web.service.annotation.GetExchange;

/**
 * HTTP interface of the service inventory, with the operations that this service uses.
 */
interface InventoryApi {

	@GetExchange("/stock")
	StockList stock();

	record StockList(List<StockLevel> levels, String instance) {
	}

	record StockLevel(String sku, int available) {
	}

}
