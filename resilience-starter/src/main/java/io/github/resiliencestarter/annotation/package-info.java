/**
 * Resilience4j's own annotations, read once per method and run as one composed call.
 */
@NullMarked
package io.github.resiliencestarter.annotation;

import org.jspecify.annotations.NullMarked;
