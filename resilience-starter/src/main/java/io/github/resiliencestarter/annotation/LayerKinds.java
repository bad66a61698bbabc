package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;

import io.github.resiliencestarter.engines.Engines;

/**
 * Chooser of the kind of layers that fits what a method returns.
 *
 * @param engines where the instances come from
 * @param threads the threads that run methods and wait
 */
record LayerKinds(Engines engines, AnnotationThreads threads) {

	LayerKind of(Method method) {
		if (!ReturnTypes.isSupported(method)) {
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
