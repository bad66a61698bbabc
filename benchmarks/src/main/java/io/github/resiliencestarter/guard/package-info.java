/**
 * Benchmarks of the guard, in its package for what it does not export.
 */
@NullMarked
package io.github.resiliencestarter.guard;

import org.jspecify.annotations.NullMarked;
