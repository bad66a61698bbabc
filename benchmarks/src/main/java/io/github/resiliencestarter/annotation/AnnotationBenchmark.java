package io.github.resiliencestarter.annotation;

import org.openjdk.jmh.annotations.Threads;

/**
 * Annotated methods, called by one thread.
 */
@Threads(1)
public class AnnotationBenchmark extends AnnotatedCalls {

}
