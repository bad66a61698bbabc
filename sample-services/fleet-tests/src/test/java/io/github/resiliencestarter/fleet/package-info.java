/**
 * Tests against the fleet as it runs: real processes, real Consul, real Prometheus.
 */
@NullMarked
package io.github.resiliencestarter.fleet;

import org.jspecify.annotations.NullMarked;
