/**
 * Early probes of open circuit breakers when discovery reports that their target has
 * recovered.
 */
@NullMarked
package io.github.resiliencestarter.recovery;

import org.jspecify.annotations.NullMarked;
