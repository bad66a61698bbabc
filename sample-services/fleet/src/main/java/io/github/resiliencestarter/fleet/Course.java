package io.github.resiliencestarter.fleet;

/**
 * Course of an experiment, on the scale of the {@link Pace}.
 *
 * @param start when its requests begin to count
 * @param fault when the fault began
 * @param struck when it was there for sure
 * @param heal when lifting it began
 * @param end when no further request was due
 */
record Course(long start, long fault, long struck, long heal, long end) {

}
