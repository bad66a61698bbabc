package io.github.resiliencestarter.targets;

/**
 * Contribution of a feature to the context that the load balancer creates for each
 * target. A bean of the application, so that it has the conditions of its feature.
 *
 * @param configuration the configuration class; public because code generated ahead of
 * time refers to it
 */
public record TargetContextPart(Class<?> configuration) {

}
