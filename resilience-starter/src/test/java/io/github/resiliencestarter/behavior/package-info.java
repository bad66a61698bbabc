/**
 * Resilience4j's documented behavior, with the starter and without it.
 */
@NullMarked
package io.github.resiliencestarter.behavior;

import org.jspecify.annotations.NullMarked;
