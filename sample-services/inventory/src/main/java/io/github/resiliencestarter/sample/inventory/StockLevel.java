package io.github.resiliencestarter.sample.inventory;

/**
 * How many of an article can be sold.
 *
 * @param sku article
 * @param available pieces in the warehouse that nobody has reserved
 */
record StockLevel(String sku, int available) {
}
