/**
 * Remaining time of a request: received from the caller, propagated between threads,
 * passed on to the services that are called.
 */
@NullMarked
package io.github.resiliencestarter.deadline;

import org.jspecify.annotations.NullMarked;
