/**
 * Resilience4j's own annotations: which instances they name.
 */
@NullMarked
package io.github.resiliencestarter.annotation;

import org.jspecify.annotations.NullMarked;
