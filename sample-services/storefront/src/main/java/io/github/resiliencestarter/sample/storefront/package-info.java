/**
 * Sample service A: the web shop.
 */
@NullMarked
package io.github.resiliencestarter.sample.storefront;

import org.jspecify.annotations.NullMarked;
