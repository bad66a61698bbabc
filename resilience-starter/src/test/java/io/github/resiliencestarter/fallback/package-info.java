/**
 * Tests of the fallbacks.
 */
@NullMarked
package io.github.resiliencestarter.fallback;

import org.jspecify.annotations.NullMarked;
