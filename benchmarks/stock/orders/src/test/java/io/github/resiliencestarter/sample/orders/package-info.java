/**
 * Tests for what the experiments compare the starter with.
 */
@NullMarked
package io.github.resiliencestarter.sample.orders;

import org.jspecify.annotations.NullMarked;
