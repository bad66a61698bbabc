/**
 * Guarded HTTP calls through {@code RestClient}, HTTP interfaces, {@code RestTemplate}
 * and {@code WebClient}: classification of responses, idempotency, {@code Retry-After}
 * and timeouts.
 */
@NullMarked
package io.github.resiliencestarter.http;

import org.jspecify.annotations.NullMarked;
