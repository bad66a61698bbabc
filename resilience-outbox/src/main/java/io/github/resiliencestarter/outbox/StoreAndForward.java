package io.github.resiliencestarter.outbox;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stores the call of a method in the transaction of the caller and makes it later, if the
 * target cannot process it now. The method returns {@code void} or a
 * {@code CompletionStage<Receipt>}, and belongs to a bean or an HTTP interface. Its
 * arguments are stored as JSON.
 * <p>
 * HTTP requests of the method carry an {@code Idempotency-Key}, which is the same each
 * time the call is repeated.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface StoreAndForward {

	/**
	 * Target, whose circuit breaker decides when a stored call is made.
	 * @return the name of the target
	 */
	String value();

	/**
	 * SpEL expression over the arguments for the ordering key, such as
	 * {@code #order.id()}. If it is empty, calls are made in any order.
	 * @return the expression
	 */
	String orderingKey() default "";

	/**
	 * Time after which a stored call is no longer made, such as {@code 2h}. If it is
	 * empty, that of the target.
	 * @return the time
	 */
	String deadline() default "";

	/**
	 * Mode of the method. If it is empty, that of the target.
	 * @return at most one mode
	 */
	Mode[] mode() default {};

}
