package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.concurrent.Callable;

import io.github.resilience4j.core.functions.CheckedSupplier;
import io.github.resilience4j.spring6.fallback.FallbackDecorator;
import io.github.resilience4j.spring6.fallback.FallbackMethod;
import io.github.resiliencestarter.annotation.AnnotationThreads.Handler;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Layers in which the user's extensions of Resilience4j take precedence.
 *
 * @param kind creates all other layers
 * @param method the method
 * @param extensions the extensions
 * @param threads carries the context of the caller
 */
record ExtendedKind(LayerKind kind, Method method, UserExtensions extensions,
		AnnotationThreads threads) implements LayerKind {

	private static final Method CALL = ClassUtils.getMethod(Callable.class, "call");

	private static final Object[] NO_ARGUMENTS = {};

	@Override
	public Layer method(MethodLayer method) {
		return this.kind.method(method);
	}

	@Override
	public Layer stage(StageSpec spec, String name, Layer next) {
		Layer ofUser = this.extensions.stage(spec, name, this.method, this.kind.declared(next));
		return (ofUser != null) ? ofUser : this.kind.stage(spec, name, next);
	}

	@Override
	public Layer fallback(Fallbacks fallbacks, Layer next) {
		FallbackDecorator decorator = this.extensions.decorator(this.method.getReturnType());
		if (decorator == null) {
			return this.kind.fallback(fallbacks, next);
		}
		Layer declared = this.kind.declared(next);
		return (invocation) -> {
			Handler handler = this.threads.carryingHandler((failure) -> fallbacks.recover(invocation, failure));
			CheckedSupplier<@Nullable Object> call = () -> declared.call(invocation);
			return decorator.decorate(fallbackMethod(new Recovery(handler)), call).get();
		};
	}

	private static FallbackMethod fallbackMethod(Recovery recovery) throws NoSuchMethodException {
		return FallbackMethod.create("recover", CALL, NO_ARGUMENTS, recovery, recovery);
	}

	@Override
	public boolean hops(Stage stage) {
		return this.kind.hops(stage);
	}

	@Override
	public Layer declared(Layer layer) {
		return this.kind.declared(layer);
	}

	@Override
	public Layer edge(MethodSpec spec, Layer layer) {
		return this.kind.edge(spec, layer);
	}

	/**
	 * Fallbacks of a method in the form that {@link FallbackMethod} calls.
	 */
	public static final class Recovery {

		private final Handler handler;

		Recovery(Handler handler) {
			this.handler = handler;
		}

		/**
		 * Recover from a failure of the method.
		 * @param failure the failure
		 * @return the result of the fallback
		 * @throws Throwable the failure if there is no fallback for it, or the failure of
		 * the fallback
		 */
		public @Nullable Object recover(Throwable failure) throws Throwable {
			return this.handler.handle(failure);
		}

	}

}
