/**
 * Benchmarks of the guard, in the same package because they use package-private types.
 */
@NullMarked
package io.github.resiliencestarter.guard;

import org.jspecify.annotations.NullMarked;
