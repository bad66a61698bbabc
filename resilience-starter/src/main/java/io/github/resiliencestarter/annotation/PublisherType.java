package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Type of publisher that a method returns, and its way to and from Reactor.
 *
 * @param adapter the adapter, or {@code null} for a suspending function of Kotlin, which
 * is a {@link Mono} or a {@link Flux} to an interceptor
 */
record PublisherType(@Nullable ReactiveAdapter adapter) {

	static @Nullable PublisherType of(Method method) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			return new PublisherType(null);
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType());
		return (adapter != null) ? new PublisherType(adapter) : null;
	}

	Publisher<Object> wrap(@Nullable Object result) {
		if (result instanceof Mono<?> || result instanceof Flux<?>) {
			return cast((Publisher<?>) result);
		}
		if (this.adapter == null) {
			// A fallback that does not suspend
			return (result instanceof Publisher<?> publisher) ? cast(publisher) : Mono.justOrEmpty(result);
		}
		Publisher<Object> publisher = this.adapter.toPublisher(result);
		return this.adapter.isMultiValue() ? Flux.from(publisher) : Mono.from(publisher);
	}

	Publisher<Object> failed(Throwable error) {
		return (this.adapter != null && this.adapter.isMultiValue()) ? Flux.error(error) : Mono.error(error);
	}

	Object unwrap(Publisher<Object> publisher) {
		return (this.adapter != null) ? this.adapter.fromPublisher(publisher) : publisher;
	}

	@SuppressWarnings("unchecked")
	private static Publisher<Object> cast(Publisher<?> publisher) {
		return (Publisher<Object>) publisher;
	}

}
