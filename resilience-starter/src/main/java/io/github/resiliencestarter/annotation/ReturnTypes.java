package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Return types that annotated methods can have: a decorated asynchronous result must have
 * the declared type again.
 */
public final class ReturnTypes {

	private static final String SOURCE = "Source";

	private static final List<String> REACTIVE = List.of("io.reactivex.", "rx.", "io.smallrye.mutiny.");

	private ReturnTypes() {
	}

	/**
	 * Return whether a method can be protected.
	 * @param method the method
	 * @return {@code false} if it returns an asynchronous result of a type that cannot be
	 * decorated
	 */
	public static boolean isSupported(Method method) {
		Class<?> type = method.getReturnType();
		boolean stage = CompletionStage.class.isAssignableFrom(type);
		// Adapters only for types that may need one: they load all of Reactor
		if (KotlinDetector.isSuspendingFunction(method) || !(stage || isReactive(type))) {
			return true;
		}
		return adapter(type) != null || (stage && type.isAssignableFrom(CompletableFuture.class));
	}

	/**
	 * Return advice on the return type of a method that cannot be protected.
	 * @param method the method
	 * @return the advice
	 */
	public static String advice(Method method) {
		if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
			return "Return CompletableFuture or CompletionStage";
		}
		return "Return Mono, Flux or Publisher, or a type that ReactiveAdapterRegistry has an adapter for, and "
				+ "convert the result in the caller";
	}

	private static boolean isReactive(Class<?> type) {
		return Publisher.class.isAssignableFrom(type) || Flow.Publisher.class.isAssignableFrom(type)
				|| REACTIVE.stream().anyMatch(type.getName()::startsWith);
	}

	/**
	 * Return an adapter that converts to the type and back.
	 * @return the adapter, or {@code null} if there is none
	 */
	static @Nullable ReactiveAdapter adapter(Class<?> type) {
		ReactiveAdapter ofRxJava2 = RxJava2Types.adapter(type);
		ReactiveAdapter adapter = (ofRxJava2 != null) ? ofRxJava2
				: ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		return (adapter != null && type.isAssignableFrom(adapter.getReactiveType())) ? adapter : ofSource(type);
	}

	/**
	 * Return the adapter of an interface of RxJava, such as {@code SingleSource}: that of
	 * the class that implements it and wraps other implementations.
	 */
	private static @Nullable ReactiveAdapter ofSource(Class<?> source) {
		String name = source.getName();
		String implementing = name.endsWith(SOURCE) ? name.substring(0, name.length() - SOURCE.length()) : name;
		if (!name.startsWith("io.reactivex.") || implementing.equals(name)
				|| !ClassUtils.isPresent(implementing, source.getClassLoader())) {
			return null;
		}
		Class<?> type = ClassUtils.resolveClassName(implementing, source.getClassLoader());
		ReactiveAdapter adapter = adapter(type);
		Method wrap = ClassUtils.getMethodIfAvailable(type, "wrap", source);
		return (adapter != null && wrap != null) ? new ReactiveAdapter(adapter.getDescriptor(),
				(object) -> adapter.toPublisher(ReflectionUtils.invokeMethod(wrap, null, object)),
				adapter::fromPublisher) : null;
	}

}
