package io.github.resiliencestarter.annotation;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;

import org.springframework.core.annotation.MergedAnnotation;

/**
 * Attributes of one annotation.
 *
 * @param stage the kind of protection
 * @param name the name of the instance: a literal, possibly with placeholders, or an
 * expression over the call ({@code #p0}, {@code @bean.name()})
 * @param configuration the name of the configuration that the instance is created with;
 * empty if it has the name of the instance
 * @param fallback the name of the fallback method in one of the same forms, or
 * {@code bean::method}; empty if there is none
 * @param permits the permissions that one call takes from a rate limiter; 1 for other
 * stages
 */
public record StageSpec(Stage stage, String name, String configuration, String fallback, int permits) {

	static StageSpec of(MergedAnnotation<?> annotation) {
		return new StageSpec(stage(annotation), annotation.getString("name"), annotation.getString("configuration"),
				annotation.getString("fallbackMethod"),
				(annotation.getType() == RateLimiter.class) ? annotation.getInt("permits") : 1);
	}

	private static Stage stage(MergedAnnotation<?> annotation) {
		if (annotation.getType() == Bulkhead.class) {
			return (annotation.getEnum("type", Bulkhead.Type.class) == Bulkhead.Type.THREADPOOL)
					? Stage.THREAD_POOL_BULKHEAD : Stage.BULKHEAD;
		}
		for (Stage stage : Stage.values()) {
			if (stage.annotation() == annotation.getType()) {
				return stage;
			}
		}
		throw new IllegalArgumentException("Not a Resilience4j annotation: " + annotation.getType().getName());
	}

	/**
	 * Return whether the annotation names a fallback.
	 * @return {@code true} if it does
	 */
	public boolean hasFallback() {
		return !this.fallback.isBlank();
	}

	/**
	 * Return whether the instance or the fallback can differ between calls.
	 * @return {@code true} if a name is an expression over the call
	 */
	public boolean dependsOnCall() {
		return dependsOnCall(this.name) || dependsOnCall(this.fallback);
	}

	/**
	 * Return whether a name is an expression over the call rather than a literal or a
	 * placeholder.
	 * @param name the name
	 * @return {@code true} if it is an expression
	 */
	public static boolean dependsOnCall(String name) {
		return name.startsWith("#") || name.startsWith("@");
	}

}
