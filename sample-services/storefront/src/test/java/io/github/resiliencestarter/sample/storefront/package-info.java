/**
 * Tests for {@link io.github.resiliencestarter.sample.storefront}.
 */
@NullMarked
package io.github.resiliencestarter.sample.storefront;

import org.jspecify.annotations.NullMarked;
