package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.util.ClassUtils;

/**
 * Type of publisher that a method returns, with its conversion to and from Reactor.
 *
 * @param adapter the adapter, or {@code null} for a Kotlin suspending function that
 * returns a value
 * @param suspending whether the method is a suspending function, which an interceptor
 * sees as a {@link Mono} or a {@link Flux}
 */
record PublisherType(@Nullable ReactiveAdapter adapter, boolean suspending) {

	private static final String FLOW = "kotlinx.coroutines.flow.Flow";

	private static final boolean SUSPENDING_FUNCTIONS_ARE_PUBLISHERS = ClassUtils
		.isPresent("kotlinx.coroutines.reactor.MonoKt", AopUtils.class.getClassLoader());

	static @Nullable PublisherType of(Method method) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			return ofSuspending(method);
		}
		ReactiveAdapter adapter = adapter(method.getReturnType());
		return (adapter != null) ? new PublisherType(adapter, false) : null;
	}

	private static PublisherType ofSuspending(Method method) {
		if (!SUSPENDING_FUNCTIONS_ARE_PUBLISHERS) {
			throw new IllegalStateException("Spring cannot intercept the annotated suspending function "
					+ method.getDeclaringClass().getName() + "." + method.getName()
					+ "(): add the dependency org.jetbrains.kotlinx:kotlinx-coroutines-reactor");
		}
		Class<?> result = Signature.of(method, method.getDeclaringClass()).result().toClass();
		return new PublisherType(FLOW.equals(result.getName()) ? adapter(result) : null, true);
	}

	private static @Nullable ReactiveAdapter adapter(Class<?> type) {
		return ReturnTypes.adapter(type);
	}

	Publisher<Object> wrap(@Nullable Object result) {
		if (result instanceof Mono<?> || result instanceof Flux<?>) {
			return cast((Publisher<?>) result);
		}
		if (this.adapter == null) {
			// A fallback that is not a suspending function
			return (result instanceof Publisher<?> publisher) ? cast(publisher) : Mono.justOrEmpty(result);
		}
		Publisher<Object> publisher = this.adapter.toPublisher(result);
		return this.adapter.isMultiValue() ? Flux.from(publisher) : Mono.from(publisher);
	}

	Publisher<Object> failed(Throwable error) {
		return (this.adapter != null && this.adapter.isMultiValue()) ? Flux.error(error) : Mono.error(error);
	}

	Object unwrap(Publisher<Object> publisher) {
		return (this.adapter != null && !this.suspending) ? this.adapter.fromPublisher(publisher) : publisher;
	}

	@SuppressWarnings("unchecked")
	private static Publisher<Object> cast(Publisher<?> publisher) {
		return (Publisher<Object>) publisher;
	}

}
