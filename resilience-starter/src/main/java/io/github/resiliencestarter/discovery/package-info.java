/**
 * Discovery of other services and registration of this one: pushed instance lists that
 * survive an outage of Consul, durable registration, and draining before shutdown.
 */
@NullMarked
package io.github.resiliencestarter.discovery;

import org.jspecify.annotations.NullMarked;
