package io.github.resiliencestarter.sample.storefront;

/**
 * Payment of an order.
 *
 * @param order the order
 * @param sku article
 * @param servedBy the instance that has recorded it
 */
record Payment(String order, String sku, String servedBy) {
}
