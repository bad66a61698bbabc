package io.github.resiliencestarter.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps the last good answer of a method in a cache of the application, and returns it
 * when a call fails or is rejected.
 * <p>
 * On a method of a bean, what it returned last is kept, and is returned after all retries
 * and before a {@code fallbackMethod}. The method may return it directly or in an
 * {@code Optional}, a {@code CompletionStage} or a {@code Mono}. On a method of an HTTP
 * interface, the response to its GET request is kept.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LastGoodAnswer {

	/**
	 * Returns the time for which an answer may be used after it was received, such as
	 * {@code 10m}. Placeholders are replaced.
	 * @return the time
	 */
	String maxStale();

	/**
	 * Returns an expression for the key of the answer over the parameters of the method,
	 * such as {@code #sku}. A method that returns a {@code Mono} needs one. Without one,
	 * all arguments are the key, or for an HTTP interface the URI, and no answer of a
	 * caller with credentials is kept or used. With one, that is not checked: the key
	 * must tell apart all users who may get different answers.
	 * @return the expression
	 */
	String key() default "";

}
