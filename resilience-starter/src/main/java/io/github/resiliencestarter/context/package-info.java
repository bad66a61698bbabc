/**
 * State that the running call keeps with its thread, in one place for all features.
 */
@NullMarked
package io.github.resiliencestarter.context;

import org.jspecify.annotations.NullMarked;
