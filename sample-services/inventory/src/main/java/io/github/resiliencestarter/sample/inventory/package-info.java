/**
 * Sample service C: knows how many of each sku are in stock.
 */
@NullMarked
package io.github.resiliencestarter.sample.inventory;

import org.jspecify.annotations.NullMarked;
