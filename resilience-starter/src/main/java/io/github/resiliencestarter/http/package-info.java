/**
 * Guarded HTTP calls through {@code RestClient}, HTTP interfaces, {@code RestTemplate}
 * and {@code WebClient}: status to outcome, idempotency, {@code Retry-After}, timeouts.
 */
@NullMarked
package io.github.resiliencestarter.http;

import org.jspecify.annotations.NullMarked;
