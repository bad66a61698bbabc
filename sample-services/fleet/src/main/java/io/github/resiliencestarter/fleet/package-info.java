/**
 * The application behind {@code ./fleet},which tests use as a library.
 */
@NullMarked
package io.github.resiliencestarter.fleet;

import org.jspecify.annotations.NullMarked;
