package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * Method that provides the result when another method has failed.
 *
 * @param method the method
 * @param exceptionType the type of exceptions that it handles
 * @param withArguments whether it takes the arguments of the failed call before the
 * exception, rather than the exception alone
 * @param beanName the bean to call it on, or {@code null} for the bean whose method has
 * failed
 */
public record FallbackMethod(Method method, Class<?> exceptionType, boolean withArguments, @Nullable String beanName) {

}
