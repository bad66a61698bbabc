package io.github.resiliencestarter.fleet;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that starts the fleet itself, for example in another mode. Nothing is running
 * before it, and what it has started is stopped after it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface StartsTheFleet {

}
