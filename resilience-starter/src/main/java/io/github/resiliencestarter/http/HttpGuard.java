package io.github.resiliencestarter.http;

import io.github.resiliencestarter.guard.Guards;

/**
 * What all kinds of HTTP clients share to guard their calls.
 *
 * @param guards the guards by target
 * @param rules the rules that make outcomes of answers
 * @param observation the maker of an observation for each attempt
 * @param deadline the header that tells the target how long the caller waits
 */
record HttpGuard(Guards guards, HttpRules rules, AttemptObservation observation, DeadlineHeader deadline) {

}
