package io.github.resiliencestarter.sample.protocol.price;

/**
 * Query for the price of a sku.
 *
 * @param id the number of the query on its connection
 * @param sku the sku
 */
public record PriceQuery(long id, String sku) {
}
