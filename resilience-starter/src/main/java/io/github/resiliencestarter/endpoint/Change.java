package io.github.resiliencestarter.endpoint;

import java.time.Duration;

/**
 * Change that an operator requests.
 *
 * @param thing what to change
 * @param action the action
 * @param by who requests it
 * @param reason why
 * @param expiry how long it lasts; zero if it does not last
 */
record Change(Thing thing, Action action, String by, String reason, Duration expiry) {

}
