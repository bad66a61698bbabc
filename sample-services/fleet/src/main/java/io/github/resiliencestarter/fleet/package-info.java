/**
 * The application behind {@code ./fleet}: starts, breaks, heals and measures the sample
 * services. Tests use it as a library.
 */
@NullMarked
package io.github.resiliencestarter.fleet;

import org.jspecify.annotations.NullMarked;
