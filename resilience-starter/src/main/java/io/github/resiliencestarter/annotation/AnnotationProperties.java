package io.github.resiliencestarter.annotation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Settings of methods with Resilience4j's annotations.
 *
 * @param fallbackPlacement Place of fallbacks: around all stages of a method, or around
 * the stage whose annotation names them.
 * @param maxThreads Threads at most that run methods with a time limit that answer when
 * they return. Without meaning on virtual threads.
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
