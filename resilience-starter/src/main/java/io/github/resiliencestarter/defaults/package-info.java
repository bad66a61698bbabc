/**
 * Production defaults, as the property source with the lowest precedence, and adjustments
 * that make Spring Cloud, Resilience4j and the defaults work together.
 */
@NullMarked
package io.github.resiliencestarter.defaults;

import org.jspecify.annotations.NullMarked;
