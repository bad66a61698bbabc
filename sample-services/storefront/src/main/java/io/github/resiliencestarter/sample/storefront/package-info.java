/**
 * Sample service A: what a customer sees.
 */
@NullMarked
package io.github.resiliencestarter.sample.storefront;

import org.jspecify.annotations.NullMarked;
