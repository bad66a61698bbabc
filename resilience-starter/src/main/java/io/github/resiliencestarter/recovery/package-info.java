/**
 * Circuit breakers that learn from discovery that their target has recovered.
 */
@NullMarked
package io.github.resiliencestarter.recovery;

import org.jspecify.annotations.NullMarked;
