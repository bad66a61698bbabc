/**
 * Production defaults of the parts that the starter composes, as a property source below
 * every other, and what makes the stock parts fit together.
 */
@NullMarked
package io.github.resiliencestarter.defaults;

import org.jspecify.annotations.NullMarked;
