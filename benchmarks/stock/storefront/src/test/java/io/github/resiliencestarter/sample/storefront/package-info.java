/**
 * Tests for what the experiments compare the starter with.
 */
@NullMarked
package io.github.resiliencestarter.sample.storefront;

import org.jspecify.annotations.NullMarked;
