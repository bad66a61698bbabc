/**
 * Resilience4j's registries: the lookup of instances, notice of changes, and the change
 * of instances at run time.
 */
@NullMarked
package io.github.resiliencestarter.engines;

import org.jspecify.annotations.NullMarked;
