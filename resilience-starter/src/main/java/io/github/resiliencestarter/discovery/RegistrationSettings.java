package io.github.resiliencestarter.discovery;

import java.time.Duration;

/**
 * How registrations are kept.
 *
 * @param interval the time between two questions whether the agent knows a registration
 * @param renames whether a registration whose id is used by another process gets another
 * one
 * @param process the name of this process
 */
record RegistrationSettings(Duration interval, boolean renames, String process) {
}
