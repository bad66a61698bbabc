package io.github.resiliencestarter.annotation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Settings of methods with Resilience4j's annotations.
 *
 * @param fallbackPlacement Placement of fallbacks: around all annotations of a method, or
 * around the annotation that names them.
 * @param maxThreads Maximum number of threads that run methods with a time limit and a
 * synchronous result. Has no effect with virtual threads.
 */
@ConfigurationProperties("resilience.annotation")
record AnnotationProperties(@DefaultValue("outermost") FallbackPlacement fallbackPlacement,
		@DefaultValue("200") int maxThreads) {

	AnnotationProperties {
		if (maxThreads < 1) {
			throw new InvalidConfigurationPropertyValueException("resilience.annotation.max-threads", maxThreads,
					"must be at least 1");
		}
	}

}
