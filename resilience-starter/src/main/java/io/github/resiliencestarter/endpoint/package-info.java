/**
 * The actuator endpoint {@code resilience}: what this instance observes of its targets.
 */
@NullMarked
package io.github.resiliencestarter.endpoint;

import org.jspecify.annotations.NullMarked;
