package io.github.resiliencestarter.registration;

import java.time.Duration;

/**
 * Settings of durable registrations.
 *
 * @param interval the time between two checks of a registration
 * @param renames whether to choose another ID if one is used by another process
 * @param process the name of this process
 */
record RegistrationSettings(Duration interval, boolean renames, String process) {
}
