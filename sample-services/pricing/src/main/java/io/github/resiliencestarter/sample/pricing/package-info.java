/**
 * Sample service pricing: knows the price of each sku, over a protocol of its own.
 */
@NullMarked
package io.github.resiliencestarter.sample.pricing;

import org.jspecify.annotations.NullMarked;
