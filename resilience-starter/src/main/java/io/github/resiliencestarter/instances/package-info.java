/**
 * Guarded calls to discovered instances over any protocol.
 */
@NullMarked
package io.github.resiliencestarter.instances;

import org.jspecify.annotations.NullMarked;
