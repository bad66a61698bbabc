package io.github.resiliencestarter.fleet;

/**
 * Times of the phases of an experiment, on the scale of the {@link Pace}.
 *
 * @param start the time from which requests count
 * @param fault the start of the fault
 * @param struck the time at which the fault had taken effect
 * @param heal the start of the recovery
 * @param end the time after which no request was due
 */
record Course(long start, long fault, long struck, long heal, long end) {

}
