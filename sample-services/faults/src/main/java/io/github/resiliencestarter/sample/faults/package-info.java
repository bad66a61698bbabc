/**
 * Fault injection for the sample services.
 */
@NullMarked
package io.github.resiliencestarter.sample.faults;

import org.jspecify.annotations.NullMarked;
