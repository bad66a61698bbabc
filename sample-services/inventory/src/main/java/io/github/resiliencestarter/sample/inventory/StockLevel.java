package io.github.resiliencestarter.sample.inventory;

/**
 * Available quantity of an article.
 *
 * @param sku article
 * @param available the quantity in the warehouse that is not reserved
 */
record StockLevel(String sku, int available) {
}
