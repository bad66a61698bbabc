/**
 * Access to the engines for the benchmarks of other packages.
 */
@NullMarked
package io.github.resiliencestarter.engines;

import org.jspecify.annotations.NullMarked;
