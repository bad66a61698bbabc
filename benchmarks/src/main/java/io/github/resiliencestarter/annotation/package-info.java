/**
 * Benchmarks of annotated methods.
 */
@NullMarked
package io.github.resiliencestarter.annotation;

import org.jspecify.annotations.NullMarked;
