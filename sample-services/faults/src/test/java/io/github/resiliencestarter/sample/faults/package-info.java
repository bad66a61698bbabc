/**
 * Tests for {@link io.github.resiliencestarter.sample.faults}.
 */
@NullMarked
package io.github.resiliencestarter.sample.faults;

import org.jspecify.annotations.NullMarked;
