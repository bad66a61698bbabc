/**
 * Guarded calls: deadline, retry with a budget, and circuit breaker, bulkhead and
 * adaptive limit around each attempt.
 */
@NullMarked
package io.github.resiliencestarter.guard;

import org.jspecify.annotations.NullMarked;
