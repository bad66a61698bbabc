/**
 * Choice of an instance for each call: health and ejection, load, standby, zones,
 * weights.
 */
@NullMarked
package io.github.resiliencestarter.loadbalancing;

import org.jspecify.annotations.NullMarked;
