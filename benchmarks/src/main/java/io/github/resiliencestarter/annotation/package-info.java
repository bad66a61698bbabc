/**
 * What an annotated method costs.
 */
@NullMarked
package io.github.resiliencestarter.annotation;

import org.jspecify.annotations.NullMarked;
