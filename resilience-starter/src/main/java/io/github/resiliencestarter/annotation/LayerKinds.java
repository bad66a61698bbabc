package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;

/**
 * Chooser of the kind of layers that fits what a method returns.
 *
 * @param engines where the instances come from
 * @param threads the threads that run methods and wait
 * @param extensions what the user has for return types of its own
 */
record LayerKinds(EngineRegistries engines, AnnotationThreads threads, UserExtensions extensions) {

	LayerKind of(Method method) {
		return new ExtendedKind(ofReturnType(method), method, this.extensions, this.threads);
	}

	private LayerKind ofReturnType(Method method) {
		if (!ReturnTypes.isSupported(method)) {
			if (this.extensions.handle(method.getReturnType())) {
				return new BlockingKind(this.engines, this.threads);
			}
			throw new IllegalStateException("Nothing can be put around the " + method.getReturnType().getName()
					+ " that " + method.getDeclaringClass().getName() + "." + method.getName()
					+ "(), which is annotated, returns. " + ReturnTypes.advice(method));
		}
		if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
			return new CompletionStageKind(this.engines, this.threads);
		}
		PublisherType publisher = PublisherType.of(method);
		return (publisher != null) ? new ReactiveKind(this.engines, this.threads, publisher)
				: new BlockingKind(this.engines, this.threads);
	}

}
