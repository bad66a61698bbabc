package io.github.resiliencestarter.sample.storefront;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

import io.github.resiliencestarter.sample.storefront.OrdersApi.Quote;

/**
 * What the customer sees before paying.
 *
 * @param sku article
 * @param title what the article is called, from orders
 * @param price what it costs in euros, from orders
 * @param available how many there are, from inventory
 * @param delivery what this shop promises
 * @param answeredBy instances that had a part in this answer, the outermost first
 */
record Checkout(String sku, String title, BigDecimal price, int available, String delivery, List<String> answeredBy) {

	static Checkout of(Quote quote, String instance) {
		String delivery = (quote.available() > 0) ? "tomorrow" : "when it is in stock again";
		List<String> answeredBy = Stream.concat(Stream.of(instance), quote.answeredBy().stream()).toList();
		return new Checkout(quote.sku(), quote.title(), quote.price(), quote.available(), delivery, answeredBy);
	}

}
