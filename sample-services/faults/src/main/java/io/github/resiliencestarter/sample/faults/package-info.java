/**
 * Makes a sample service misbehave on demand, so that a fleet can be broken and watched.
 */
@NullMarked
package io.github.resiliencestarter.sample.faults;

import org.jspecify.annotations.NullMarked;
