/**
 * The load generator of {@code ./fleet load}; the tests beside it run the whole fleet.
 */
@NullMarked
package io.github.resiliencestarter.fleet;

import org.jspecify.annotations.NullMarked;
