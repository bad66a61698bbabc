/**
 * Benchmarks of the choice of an instance, in its package for what it does not export.
 */
@NullMarked
package io.github.resiliencestarter.loadbalancing;

import org.jspecify.annotations.NullMarked;
