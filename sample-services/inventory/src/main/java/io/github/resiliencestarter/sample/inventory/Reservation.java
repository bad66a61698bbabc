package io.github.resiliencestarter.sample.inventory;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * Stock to reserve for an order.
 *
 * @param order the order
 * @param sku article
 */
record Reservation(
		@NotNull @Pattern(regexp = "[A-Za-z0-9-]{1,50}",
				message = "an order is 1 to 50 letters, digits or dashes") String order,
		@NotNull @Pattern(regexp = StockController.SKU, message = StockController.NO_SKU) String sku) {
}
