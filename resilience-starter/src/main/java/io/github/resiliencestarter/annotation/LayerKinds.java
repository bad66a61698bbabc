package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;

import io.github.resiliencestarter.engines.Engines;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Selects the kind of layers that fits the return type of a method.
 *
 * @param engines provides the instances
 * @param threads the threads for time limits and retries
 * @param extensions the user's extensions for other return types
 * @param lastGood provides what keeps last good answers, nothing if that is disabled
 */
record LayerKinds(Engines engines, AnnotationThreads threads, UserExtensions extensions,
		ObjectProvider<LastGoodAnswers> lastGood) {

	LayerKind of(Method method) {
		return new ExtendedKind(ofReturnType(method), method, this.extensions, this.threads);
	}

	private LayerKind ofReturnType(Method method) {
		if (!ReturnTypes.isSupported(method)) {
			if (this.extensions.handle(method.getReturnType())) {
				return new BlockingKind(this.engines, this.threads);
			}
			throw new IllegalStateException("The annotated method " + method.getDeclaringClass().getName() + "."
					+ method.getName() + "() returns " + method.getReturnType().getName()
					+ ", which cannot be protected. " + ReturnTypes.advice(method));
		}
		if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
			return new CompletionStageKind(this.engines, this.threads);
		}
		PublisherType publisher = PublisherType.of(method);
		return (publisher != null) ? new ReactiveKind(this.engines, this.threads, publisher)
				: new BlockingKind(this.engines, this.threads);
	}

}
