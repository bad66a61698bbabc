/**
 * Fallbacks for calls that have failed.
 */
@NullMarked
package io.github.resiliencestarter.fallback;

import org.jspecify.annotations.NullMarked;
