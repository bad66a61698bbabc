/**
 * Tests for the startup checks.
 */
@NullMarked
package io.github.resiliencestarter.diagnostics;

import org.jspecify.annotations.NullMarked;
