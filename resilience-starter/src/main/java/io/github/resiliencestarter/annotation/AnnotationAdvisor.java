package io.github.resiliencestarter.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.resiliencestarter.guard.AnnotatedTypes;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.core.MethodClassKey;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Advisor that runs methods with Resilience4j's annotations, or with
 * {@link LastGoodAnswer @LastGoodAnswer}, as one composed call. It has the same order as
 * Resilience4j's own aspects: outside of transactions, inside of {@code @Async}.
 */
class AnnotationAdvisor extends StaticMethodMatcherPointcutAdvisor implements MethodInterceptor {

	private static final Class<?>[] NONE = {};

	private static final List<Class<? extends Annotation>> ANNOTATIONS = Stream
		.concat(Stream.of(LastGoodAnswer.class), Stage.ANNOTATIONS.stream())
		.toList();

	private final transient Map<MethodClassKey, ComposedMethod> methods = new ConcurrentHashMap<>();

	private final transient SingletonSupplier<Function<MethodSpec, ComposedMethod>> composer;

	/**
	 * Create the advisor.
	 * @param order the order of the advisor
	 * @param composer composes a method on its first call, because its dependencies must
	 * not be created as early as an advisor
	 */
	AnnotationAdvisor(int order, SingletonSupplier<Function<MethodSpec, ComposedMethod>> composer) {
		this.composer = composer;
		setClassFilter(new AnnotatedTypes(ANNOTATIONS));
		setOrder(order);
		setAdvice(this);
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		return !MethodSpec.of(method, userClass).stages().isEmpty() || LastGoodSpec.ofBean(method, userClass) != null;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object self = invocation.getThis();
		MethodClassKey key = new MethodClassKey(invocation.getMethod(), (self != null) ? self.getClass() : null);
		ComposedMethod method = this.methods.get(key);
		if (method == null) {
			method = this.methods.computeIfAbsent(key, (missing) -> compose(invocation.getMethod(), self));
		}
		return method.call(invocation);
	}

	private ComposedMethod compose(Method method, @Nullable Object self) {
		return this.composer.obtain().apply(MethodSpec.of(method, targetClass(method, self)));
	}

	/**
	 * Return the class that declares the annotations and fallbacks. For a proxy of an
	 * interface, such as that of a Spring Data repository, this is the interface.
	 */
	private static Class<?> targetClass(Method method, @Nullable Object self) {
		if (self == null) {
			return method.getDeclaringClass();
		}
		Class<?> target = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(self));
		return Stream.of(Proxy.isProxyClass(self.getClass()) ? self.getClass().getInterfaces() : NONE)
			.filter((type) -> method.getDeclaringClass().isAssignableFrom(type))
			.filter((type) -> Proxy.isProxyClass(target) || !type.isAssignableFrom(target))
			.findFirst()
			.orElse(target);
	}

}
