package io.github.resiliencestarter.sample.storefront;

import java.math.BigDecimal;
import java.util.List;

import io.github.resiliencestarter.sample.protocol.price.PriceReply;

/**
 * Price of a sku.
 *
 * @param sku the sku
 * @param price the price
 * @param servedBy the instances that took part in the response, outermost first
 */
record Price(String sku, BigDecimal price, List<String> servedBy) {

	static Price of(String sku, PriceReply reply, String instance) {
		return new Price(sku, BigDecimal.valueOf(reply.cents(), 2), List.of(instance, reply.instance()));
	}

}
