/**
 * Tests of the meters.
 */
@NullMarked
package io.github.resiliencestarter.metrics;

import org.jspecify.annotations.NullMarked;
