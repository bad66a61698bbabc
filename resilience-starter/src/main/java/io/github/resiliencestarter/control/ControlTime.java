package io.github.resiliencestarter.control;

import io.github.resiliencestarter.discovery.DiscoveryTime;

/**
 * Time of the overrides.
 *
 * @param time the time
 */
record ControlTime(DiscoveryTime time) {

}
