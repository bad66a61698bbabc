package io.github.resiliencestarter.endpoint;

import java.time.Instant;
import java.util.List;

/**
 * Targets in a response.
 *
 * @param at when they were read
 * @param total the number of targets
 * @param offset the number of targets before the first one
 * @param omitted the number of targets that are left out, before and after
 * @param targets the targets, by name
 */
record TargetsView(Instant at, int total, int offset, int omitted, List<TargetView> targets) {

}
