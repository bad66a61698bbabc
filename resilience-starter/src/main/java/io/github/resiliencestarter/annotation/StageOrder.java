package io.github.resiliencestarter.annotation;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Order of the stages around a method: that of {@link Stage}, unless properties set the
 * order of Resilience4j's aspects, such as {@code resilience4j.retry.retry-aspect-order}.
 */
final class StageOrder {

	private final Map<Stage, Integer> positions = new EnumMap<>(Stage.class);

	StageOrder(Environment environment) {
		Binder binder = Binder.get(environment);
		for (Stage stage : Stage.values()) {
			this.positions.put(stage, binder.bind(stage.orderKey(), Integer.class).orElseGet(stage::order));
		}
	}

	/**
	 * Return the stages of a method, outermost first.
	 */
	List<StageSpec> outermostFirst(List<StageSpec> stages) {
		return stages.stream().sorted(Comparator.comparingInt(this::position)).toList();
	}

	private int position(StageSpec stage) {
		return this.positions.getOrDefault(stage.stage(), stage.stage().order());
	}

	/**
	 * Return the order of the advisor, which is that of the outermost stage.
	 */
	int outermost() {
		return this.positions.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
	}

}
