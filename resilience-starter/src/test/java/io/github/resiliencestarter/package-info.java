/**
 * What holds for the jar as a whole.
 */
@NullMarked
package io.github.resiliencestarter;

import org.jspecify.annotations.NullMarked;
