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

/**
 * Return types that annotated methods can have: a decorated asynchronous result must have
 * the declared type again.
 */
public final class ReturnTypes {

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
		if (KotlinDetector.isSuspendingFunction(method) || adapter(type) != null) {
			return true;
		}
		return CompletionStage.class.isAssignableFrom(type) ? type.isAssignableFrom(CompletableFuture.class)
				: !isReactive(type);
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
		return (adapter != null && type.isAssignableFrom(adapter.getReactiveType())) ? adapter : null;
	}

}
