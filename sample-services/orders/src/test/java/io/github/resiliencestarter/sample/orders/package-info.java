/**
 * Tests for {@link io.github.resiliencestarter.sample.orders}.
 */
@NullMarked
package io.github.resiliencestarter.sample.orders;

import org.jspecify.annotations.NullMarked;
