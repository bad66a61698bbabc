/**
 * Application behind {@code ./fleet}: runs the sample services, injects faults and
 * measures. Tests use it as a library.
 */
@NullMarked
package io.github.resiliencestarter.fleet;

import org.jspecify.annotations.NullMarked;
