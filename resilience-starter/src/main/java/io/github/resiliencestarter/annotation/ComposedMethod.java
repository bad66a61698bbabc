package io.github.resiliencestarter.annotation;

import java.util.function.UnaryOperator;

import io.github.resiliencestarter.engines.Engines;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Annotated method with its composed layers. They are composed once, and again when an
 * engine in a registry has changed. If a name depends on the call, they are composed on
 * each call.
 */
final class ComposedMethod {

	private static final Object[] NO_ARGUMENTS = {};

	private final MethodSpec spec;

	private final Composer composer;

	private final AnnotatedNames names;

	private final Engines engines;

	private final boolean dependsOnCall;

	private volatile @Nullable Composed composed;

	ComposedMethod(MethodSpec spec, Composer composer, AnnotatedNames names, Engines engines) {
		this.spec = spec;
		this.composer = composer;
		this.names = names;
		this.engines = engines;
		this.dependsOnCall = names.dependOnCall() || spec.stages().stream().anyMatch(StageSpec::dependsOnCall);
	}

	@Nullable Object call(MethodInvocation invocation) throws Throwable {
		return layers(invocation).call(invocation);
	}

	private Layer layers(MethodInvocation invocation) {
		if (this.dependsOnCall) {
			return this.composer.compose(this.spec, names(invocation.getArguments()));
		}
		Composed composed = this.composed;
		if (composed == null || composed.revision() != this.engines.revision()) {
			// Read before the lookup, so that the next call sees changes made during it
			int revision = this.engines.revision();
			composed = new Composed(revision, this.composer.compose(this.spec, names(NO_ARGUMENTS)));
			this.composed = composed;
		}
		return composed.layers();
	}

	private UnaryOperator<String> names(@Nullable Object[] arguments) {
		return (name) -> this.names.resolve(this.spec.method(), arguments, name);
	}

	private record Composed(int revision, Layer layers) {

	}

}
