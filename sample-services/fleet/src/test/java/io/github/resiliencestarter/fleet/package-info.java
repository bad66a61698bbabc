/**
 * Tests for the parts of the application behind {@code ./fleet}.
 */
@NullMarked
package io.github.resiliencestarter.fleet;

import org.jspecify.annotations.NullMarked;
