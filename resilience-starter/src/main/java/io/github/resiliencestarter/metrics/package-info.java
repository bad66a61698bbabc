/**
 * All meters of the starter. Nothing on the path of a call may use this package.
 */
@NullMarked
package io.github.resiliencestarter.metrics;

import org.jspecify.annotations.NullMarked;
