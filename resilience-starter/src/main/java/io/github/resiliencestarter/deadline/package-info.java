/**
 * Time that a request has left: received from the caller, carried along, passed on to the
 * callee.
 */
@NullMarked
package io.github.resiliencestarter.deadline;

import org.jspecify.annotations.NullMarked;
