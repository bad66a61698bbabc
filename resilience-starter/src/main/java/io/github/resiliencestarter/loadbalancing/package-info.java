/**
 * Choice of the instance that a call goes to: health and ejection of each instance by its
 * own results, load, active and standby, zones, weights.
 */
@NullMarked
package io.github.resiliencestarter.loadbalancing;

import org.jspecify.annotations.NullMarked;
