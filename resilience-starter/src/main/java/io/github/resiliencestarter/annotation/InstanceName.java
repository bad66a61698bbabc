package io.github.resiliencestarter.annotation;

/**
 * What an annotation asks for.
 *
 * @param name name of the instance
 * @param configuration name of the configuration that the instance is made with
 */
record InstanceName(String name, String configuration) {

}
