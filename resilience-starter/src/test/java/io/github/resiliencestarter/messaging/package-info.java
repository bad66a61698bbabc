/**
 * Tests for {@code io.github.resiliencestarter.messaging}.
 */
@NullMarked
package io.github.resiliencestarter.messaging;

import org.jspecify.annotations.NullMarked;
