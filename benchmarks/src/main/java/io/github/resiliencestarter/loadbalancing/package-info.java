/**
 * Benchmarks of the choice of an instance, in the same package because they use
 * package-private types.
 */
@NullMarked
package io.github.resiliencestarter.loadbalancing;

import org.jspecify.annotations.NullMarked;
