package io.github.resiliencestarter.guard;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.spring6.spelresolver.SpelResolver;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Advisor that tells guards which Resilience4j instances are already around an annotated
 * method. It is the innermost aspect: a fallback is not enclosed, and the thread is the
 * one that runs the method.
 */
class EnclosingAdvisor extends StaticMethodMatcherPointcutAdvisor implements MethodInterceptor {

	// Without this module, Resilience4j's aspects end when a publisher is assembled, so
	// they do not enclose the call
	private static final boolean REACTIVE = ClassUtils.isPresent(
			"io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator",
			EnclosingAdvisor.class.getClassLoader());

	private final transient ObjectProvider<SpelResolver> names;

	EnclosingAdvisor(ObjectProvider<SpelResolver> names) {
		this.names = names;
		setClassFilter(new AnnotatedTypes(List.of(CircuitBreaker.class, Retry.class, Bulkhead.class)));
		setOrder(Ordered.LOWEST_PRECEDENCE);
		setAdvice(this);
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		return find(method, targetClass, CircuitBreaker.class) != null || find(method, targetClass, Retry.class) != null
				|| find(method, targetClass, Bulkhead.class) != null;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Enclosing enclosing = enclosing(invocation, Enclosing.current());
		if (enclosing == null) {
			return invocation.proceed();
		}
		Object result = enclosing.around(invocation::proceed);
		if (!REACTIVE) {
			return result;
		}
		if (result instanceof Mono<?> mono) {
			return mono.contextWrite(enclosing::put);
		}
		return (result instanceof Flux<?> flux) ? flux.contextWrite(enclosing::put) : result;
	}

	private @Nullable Enclosing enclosing(MethodInvocation invocation, @Nullable Enclosing outer) {
		Method method = invocation.getMethod();
		Object self = invocation.getThis();
		Class<?> type = (self != null) ? AopUtils.getTargetClass(self) : method.getDeclaringClass();
		Enclosing enclosing = outer;
		Retry retry = find(method, type, Retry.class);
		if (retry != null) {
			enclosing = new Enclosing(Enclosing.Kind.RETRY, name(invocation, retry.name()), enclosing);
		}
		CircuitBreaker breaker = find(method, type, CircuitBreaker.class);
		if (breaker != null) {
			enclosing = new Enclosing(Enclosing.Kind.BREAKER, name(invocation, breaker.name()), enclosing);
		}
		Bulkhead bulkhead = find(method, type, Bulkhead.class);
		if (bulkhead != null && bulkhead.type() == Bulkhead.Type.SEMAPHORE) {
			enclosing = new Enclosing(Enclosing.Kind.BULKHEAD, name(invocation, bulkhead.name()), enclosing);
		}
		return enclosing;
	}

	private String name(MethodInvocation invocation, String name) {
		return this.names.getObject().resolve(invocation.getMethod(), invocation.getArguments(), name);
	}

	private static <A extends Annotation> @Nullable A find(Method method, Class<?> type, Class<A> annotation) {
		Method specific = AopUtils.getMostSpecificMethod(method, type);
		A onMethod = AnnotatedElementUtils.findMergedAnnotation(specific, annotation);
		return (onMethod != null) ? onMethod : AnnotatedElementUtils.findMergedAnnotation(type, annotation);
	}

}
