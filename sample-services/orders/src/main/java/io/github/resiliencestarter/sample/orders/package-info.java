/**
 * Sample service B: quotes articles and knows which ones sell best.
 */
@NullMarked
package io.github.resiliencestarter.sample.orders;

import org.jspecify.annotations.NullMarked;
