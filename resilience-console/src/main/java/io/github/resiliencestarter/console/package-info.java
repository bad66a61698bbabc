/**
 * Live page over a fleet: which dependencies are in trouble, and the overrides in force.
 */
@NullMarked
package io.github.resiliencestarter.console;

import org.jspecify.annotations.NullMarked;
