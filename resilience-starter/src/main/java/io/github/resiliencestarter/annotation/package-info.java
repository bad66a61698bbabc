/**
 * Support for Resilience4j's annotations, which are read once per method and run as one
 * composed call.
 */
@NullMarked
package io.github.resiliencestarter.annotation;

import org.jspecify.annotations.NullMarked;
