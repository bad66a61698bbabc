/**
 * Every meter of the starter. Nothing on the call path may use this package.
 */
@NullMarked
package io.github.resiliencestarter.metrics;

import org.jspecify.annotations.NullMarked;
