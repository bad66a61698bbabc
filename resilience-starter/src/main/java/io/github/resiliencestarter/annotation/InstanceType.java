package io.github.resiliencestarter.annotation;

import java.lang.annotation.Annotation;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One of Resilience4j's annotations, and how the instance that it names gets into its
 * registry.
 *
 * @param annotationType annotation
 * @param name reads the instance's name
 * @param configuration reads the configuration's name; empty if it is the instance's
 * @param register makes the instance unless it is there
 * @param <A> annotation
 */
record InstanceType<A extends Annotation>(Class<A> annotationType, Function<A, String> name,
		Function<A, String> configuration, BiConsumer<A, InstanceName> register) {

}
