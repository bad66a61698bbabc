/**
 * Comparison of a module's API with its record, compiled into the tests of each published
 * module.
 */
@NullMarked
package io.github.resiliencestarter.api;

import org.jspecify.annotations.NullMarked;
