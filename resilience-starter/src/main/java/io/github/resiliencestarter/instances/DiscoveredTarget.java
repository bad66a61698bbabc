package io.github.resiliencestarter.instances;

import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.loadbalancing.InstanceSelector;

/**
 * Target whose instances are discovered, and what its calls need.
 *
 * @param name the name of the target
 * @param guards the guards
 * @param judge the judge of the exceptions of its calls
 * @param selector the selector of its instances
 */
record DiscoveredTarget(String name, Guards guards, HttpJudge judge, InstanceSelector selector) {

}
