package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * Method that answers in place of one that has failed.
 *
 * @param method the method
 * @param exceptionType the exceptions that it answers for
 * @param withArguments whether it takes the arguments of the failed call before the
 * exception, rather than the exception alone
 * @param beanName the bean that it is called on, or {@code null} for the one whose method
 * has failed
 */
public record FallbackMethod(Method method, Class<?> exceptionType, boolean withArguments, @Nullable String beanName) {

}
