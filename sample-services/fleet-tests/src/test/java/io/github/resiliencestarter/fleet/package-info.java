/**
 * Tests with a running fleet: real processes, real Consul, real Prometheus.
 */
@NullMarked
package io.github.resiliencestarter.fleet;

import org.jspecify.annotations.NullMarked;
