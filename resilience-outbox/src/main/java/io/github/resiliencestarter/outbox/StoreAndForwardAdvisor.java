package io.github.resiliencestarter.outbox;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.util.ClassUtils;

/**
 * Advisor that stores calls of methods with {@link StoreAndForward}. It is outside of all
 * others, so that a stored call goes through them when it is made.
 */
class StoreAndForwardAdvisor extends StaticMethodMatcherPointcutAdvisor implements MethodInterceptor {

	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final transient Map<Method, StoredMethod> methods = new ConcurrentHashMap<>();

	private final transient TransactionAttributeSource transactions = new AnnotationTransactionAttributeSource(false);

	private final transient Supplier<MethodOutbox> outbox;

	private final transient Function<String, Mode> modes;

	/**
	 * Creates the advisor.
	 * @param outbox sends calls; its dependencies must not be created as early as an
	 * advisor
	 * @param modes the modes of targets
	 */
	StoreAndForwardAdvisor(Supplier<MethodOutbox> outbox, Function<String, Mode> modes) {
		this.outbox = outbox;
		this.modes = modes;
		setOrder(ORDER);
		setAdvice(this);
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		StoreAndForward annotation = find(method, targetClass);
		if (annotation == null) {
			return false;
		}
		if (!isVoid(method) && method.getReturnType() != CompletionStage.class) {
			throw new IllegalStateException("@StoreAndForward on " + method
					+ " requires a method that returns void or CompletionStage<Receipt>, because the call may be made"
					+ " later");
		}
		if (joinsTransactions(method, targetClass) && modeOf(annotation) == Mode.DIRECT_FIRST) {
			throw new IllegalStateException("@StoreAndForward on " + method + " does not fit @Transactional: a direct"
					+ " call that fails would roll back the transaction in which it is to be stored. Use the mode"
					+ " ALWAYS, or the propagation REQUIRES_NEW or NOT_SUPPORTED");
		}
		return true;
	}

	private boolean joinsTransactions(Method method, Class<?> targetClass) {
		TransactionAttribute transaction = this.transactions.getTransactionAttribute(method, targetClass);
		return transaction != null && switch (transaction.getPropagationBehavior()) {
			case TransactionDefinition.PROPAGATION_REQUIRED, TransactionDefinition.PROPAGATION_SUPPORTS,
					TransactionDefinition.PROPAGATION_MANDATORY ->
				true;
			default -> false;
		};
	}

	private Mode modeOf(StoreAndForward annotation) {
		return (annotation.mode().length > 0) ? annotation.mode()[0] : this.modes.apply(annotation.value());
	}

	private static boolean isVoid(Method method) {
		return method.getReturnType() == void.class;
	}

	static @Nullable StoreAndForward find(Method method, Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, ClassUtils.getUserClass(targetClass));
		StoreAndForward annotation = AnnotatedElementUtils.findMergedAnnotation(specific, StoreAndForward.class);
		return (annotation != null) ? annotation
				: AnnotatedElementUtils.findMergedAnnotation(method, StoreAndForward.class);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		StoredMethod method = methodOf(invocation);
		if (ReplayedCall.take(method.destination())) {
			return invocation.proceed();
		}
		Receipt receipt = this.outbox.get().send(method, invocation);
		return isVoid(invocation.getMethod()) ? null : CompletableFuture.completedFuture(receipt);
	}

	private StoredMethod methodOf(MethodInvocation invocation) {
		Object self = invocation.getThis();
		Method method = invocation.getMethod();
		Class<?> type = (self == null || Proxy.isProxyClass(self.getClass())) ? method.getDeclaringClass()
				: ClassUtils.getUserClass(self);
		Method specific = AopUtils.getMostSpecificMethod(method, type);
		return this.methods.computeIfAbsent(specific, (missing) -> StoredMethod.of(type, missing, find(method, type)));
	}

}
