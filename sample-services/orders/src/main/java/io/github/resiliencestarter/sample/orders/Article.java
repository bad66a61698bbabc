package io.github.resiliencestarter.sample.orders;

import java.math.BigDecimal;

/**
 * Article on sale.
 *
 * @param sku what identifies it in all services
 * @param title what customers call it
 * @param price what it costs in euros
 */
record Article(String sku, String title, BigDecimal price) {
}
