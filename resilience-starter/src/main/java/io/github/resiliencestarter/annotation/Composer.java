package io.github.resiliencestarter.annotation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.resiliencestarter.guard.Enclosing;

/**
 * Composes the layers around a method:
 *
 * <pre>
 * fallback( last good answer( retry( breaker( rate limiter( time limiter( bulkhead( method )))))))
 * </pre>
 *
 * @param kinds creates the layers
 * @param order the order of the stages
 * @param placement the placement of fallbacks
 * @param fallbacks finds the fallbacks
 * @param leftOut the stages that are left to aspects of the user
 */
record Composer(LayerKinds kinds, StageOrder order, FallbackPlacement placement, FallbackFinder fallbacks,
		Set<Stage> leftOut) {

	/**
	 * Compose the layers around a method.
	 * @param spec the method
	 * @param names resolves the names of instances and fallbacks
	 * @return the outermost layer
	 */
	Layer compose(MethodSpec spec, UnaryOperator<String> names) {
		LayerKind kind = this.kinds.of(spec.method());
		List<StageSpec> stages = resolved(spec, names);
		Layer layer = kind.method(new MethodLayer(enclosing(stages), hops(kind, innermostFirst(stages))));
		List<FallbackMethod> all = new ArrayList<>();
		for (StageSpec stage : innermostFirst(stages)) {
			layer = kind.stage(stage, stage.name(), layer);
			List<FallbackMethod> own = this.fallbacks.find(spec, stage.fallback());
			if (this.placement == FallbackPlacement.ANNOTATION) {
				layer = withFallback(kind, own, layer);
			}
			all.addAll(own);
		}
		layer = withLastGoodAnswer(spec, layer);
		if (this.placement == FallbackPlacement.OUTERMOST) {
			layer = withFallback(kind, all, layer);
		}
		return kind.edge(spec, layer);
	}

	// Resolve each name only once, as Resilience4j does: a user's resolver may have
	// side effects
	private static List<StageSpec> resolved(MethodSpec spec, UnaryOperator<String> names) {
		return spec.stages()
			.stream()
			.map((stage) -> new StageSpec(stage.stage(), names.apply(stage.name()), stage.configuration(),
					names.apply(stage.fallback()), stage.permits()))
			.toList();
	}

	private List<StageSpec> innermostFirst(List<StageSpec> resolved) {
		List<StageSpec> stages = new ArrayList<>(this.order.outermostFirst(resolved));
		stages.removeIf((stage) -> this.leftOut.contains(stage.stage()) || isMissing(stage));
		Collections.reverse(stages);
		return stages;
	}

	private boolean isMissing(StageSpec stage) {
		return stage.stage().registry(this.kinds.engines()).isMissing();
	}

	private Layer withFallback(LayerKind kind, List<FallbackMethod> methods, Layer layer) {
		return methods.isEmpty() ? layer : kind.fallback(this.fallbacks.callable(methods), layer);
	}

	private Layer withLastGoodAnswer(MethodSpec spec, Layer layer) {
		LastGoodAnswers answers = this.kinds.lastGood().getIfAvailable();
		LastGoodSpec lastGood = (answers != null) ? LastGoodSpec.ofBean(spec.method(), spec.targetClass()) : null;
		if (answers == null || lastGood == null) {
			return layer;
		}
		String target = spec.stages()
			.stream()
			.filter((stage) -> !stage.dependsOnCall())
			.map(StageSpec::name)
			.findFirst()
			.orElseGet(() -> spec.targetClass().getSimpleName() + "." + spec.method().getName());
		return (invocation) -> answers.call(lastGood, target, invocation, () -> layer.call(invocation));
	}

	private static boolean hops(LayerKind kind, List<StageSpec> stages) {
		return stages.stream().anyMatch((stage) -> kind.hops(stage.stage()));
	}

	private @Nullable Enclosing enclosing(List<StageSpec> stages) {
		Enclosing enclosing = null;
		for (StageSpec stage : stages) {
			Enclosing.Kind kind = switch (stage.stage()) {
				case RETRY -> Enclosing.Kind.RETRY;
				case CIRCUIT_BREAKER -> Enclosing.Kind.BREAKER;
				case BULKHEAD -> Enclosing.Kind.BULKHEAD;
				default -> null;
			};
			enclosing = (kind != null && !isMissing(stage)) ? new Enclosing(kind, stage.name(), enclosing) : enclosing;
		}
		return enclosing;
	}

}
