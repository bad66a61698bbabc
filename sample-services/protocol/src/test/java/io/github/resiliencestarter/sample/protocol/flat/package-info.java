/**
 * Tests for {@link io.github.resiliencestarter.sample.protocol.flat}.
 */
@NullMarked
package io.github.resiliencestarter.sample.protocol.flat;

import org.jspecify.annotations.NullMarked;
