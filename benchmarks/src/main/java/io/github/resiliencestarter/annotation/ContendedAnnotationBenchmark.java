package io.github.resiliencestarter.annotation;

import org.openjdk.jmh.annotations.Threads;

/**
 * Annotated methods, called by eight threads at a time.
 */
@Threads(8)
public class ContendedAnnotationBenchmark extends AnnotatedCalls {

}
