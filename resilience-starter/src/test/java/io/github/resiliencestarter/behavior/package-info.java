/**
 * Tests for Resilience4j's documented behavior, with and without the starter.
 */
@NullMarked
package io.github.resiliencestarter.behavior;

import org.jspecify.annotations.NullMarked;
