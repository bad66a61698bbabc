/**
 * One protected call: deadline, retry with a budget, circuit breaker and bulkhead around
 * each attempt.
 */
@NullMarked
package io.github.resiliencestarter.guard;

import org.jspecify.annotations.NullMarked;
