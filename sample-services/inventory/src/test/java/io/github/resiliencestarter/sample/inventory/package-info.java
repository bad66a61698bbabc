/**
 * Tests for {@link io.github.resiliencestarter.sample.inventory}.
 */
@NullMarked
package io.github.resiliencestarter.sample.inventory;

import org.jspecify.annotations.NullMarked;
