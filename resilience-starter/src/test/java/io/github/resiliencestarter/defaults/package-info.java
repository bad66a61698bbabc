/**
 * Tests for the production defaults.
 */
@NullMarked
package io.github.resiliencestarter.defaults;

import org.jspecify.annotations.NullMarked;
