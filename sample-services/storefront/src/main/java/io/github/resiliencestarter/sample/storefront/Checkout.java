package io.github.resiliencestarter.sample.storefront;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

import io.github.resiliencestarter.sample.storefront.OrdersApi.Quote;

/**
 * Checkout page.
 *
 * @param sku article
 * @param title what the article is called, from orders
 * @param price what it costs in euros, from orders
 * @param available the available quantity, from inventory
 * @param delivery what this shop promises
 * @param servedBy the instances that took part in the response, outermost first
 */
record Checkout(String sku, String title, BigDecimal price, int available, String delivery, List<String> servedBy) {

	static Checkout of(Quote quote, String instance) {
		String delivery = (quote.available() > 0) ? "tomorrow" : "when it is in stock again";
		List<String> servedBy = Stream.concat(Stream.of(instance), quote.servedBy().stream()).toList();
		return new Checkout(quote.sku(), quote.title(), quote.price(), quote.available(), delivery, servedBy);
	}

}
