package io.github.resiliencestarter.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Sum of all instances by dependency.
 */
final class Aggregation {

	/**
	 * All instances are open.
	 */
	static final int ALL_OPEN = 5;

	static final int SOME_OPEN = 4;

	static final int HALF_OPEN = 3;

	static final int EJECTED = 2;

	static final int CHANGED = 1;

	private final Map<String, Map<String, Sum>> sums = new HashMap<>();

	static List<DependencyRow> of(Collection<Reading> readings) {
		Aggregation aggregation = new Aggregation();
		readings.forEach(aggregation::add);
		return aggregation.rows();
	}

	private void add(Reading reading) {
		if (!reading.targets().isEmpty()) {
			Map<String, Sum> targets = this.sums.computeIfAbsent(reading.member().application(),
					(application) -> new HashMap<>());
			reading.targets()
				.forEach((state) -> targets.computeIfAbsent(state.target(), (target) -> new Sum()).add(state));
		}
	}

	private List<DependencyRow> rows() {
		List<DependencyRow> rows = new ArrayList<>();
		this.sums.forEach((caller, targets) -> targets.forEach((target, sum) -> rows.add(sum.row(caller, target))));
		rows.sort(DependencyRow.WORST_FIRST);
		return rows;
	}

	private static final class Sum {

		private static final int MAX_OVERRIDES = 10;

		private final Map<BreakerState, Integer> states = new EnumMap<>(BreakerState.class);

		private final Map<String, Integer> reasons = new HashMap<>();

		private final Set<String> ejected = new HashSet<>();

		private final Set<String> overrides = new TreeSet<>();

		private int instances;

		private int deviating;

		private int stale;

		private @Nullable Instant since;

		private @Nullable String ejection;

		void add(TargetState state) {
			this.instances++;
			this.states.merge(state.state(), 1, Integer::sum);
			this.deviating += state.deviates() ? 1 : 0;
			this.stale += state.stale() ? 1 : 0;
			TargetState.Breaker breaker = state.breaker();
			if (breaker != null && (breaker.state().isOpen() || breaker.state() == BreakerState.HALF_OPEN)) {
				begin(breaker.since());
				if (breaker.last() != null && breaker.state() == BreakerState.OPEN) {
					this.reasons.merge(breaker.last().reason(), 1, Integer::sum);
				}
			}
			for (TargetState.Ejection ejected : state.ejections()) {
				this.ejected.add(ejected.address());
				this.ejection = ejected.reason();
				begin(ejected.since());
			}
			if (this.overrides.size() < MAX_OVERRIDES) {
				this.overrides.addAll(state.overrides());
			}
		}

		private void begin(@Nullable Instant time) {
			if (time != null && (this.since == null || time.isBefore(this.since))) {
				this.since = time;
			}
		}

		private int count(BreakerState state) {
			return this.states.getOrDefault(state, 0);
		}

		DependencyRow row(String caller, String target) {
			int open = count(BreakerState.OPEN) + count(BreakerState.FORCED_OPEN);
			DependencyRow.Counts counts = new DependencyRow.Counts(this.instances, open,
					count(BreakerState.FORCED_OPEN), count(BreakerState.HALF_OPEN),
					count(BreakerState.DISABLED) + count(BreakerState.METRICS_ONLY), this.deviating,
					this.ejected.size(), this.stale);
			int severity = severity(counts);
			return new DependencyRow(caller, target, severity, counts, (severity > CHANGED) ? this.since : null,
					reason(counts), List.copyOf(this.overrides));
		}

		private int severity(DependencyRow.Counts counts) {
			if (counts.open() > 0) {
				return (counts.open() == counts.instances()) ? ALL_OPEN : SOME_OPEN;
			}
			if (counts.halfOpen() > 0) {
				return HALF_OPEN;
			}
			if (counts.ejected() > 0) {
				return EJECTED;
			}
			boolean isChanged = counts.off() + counts.deviating() + counts.stale() > 0 || !this.overrides.isEmpty();
			return isChanged ? CHANGED : 0;
		}

		private @Nullable String reason(DependencyRow.Counts counts) {
			if (counts.forced() > 0 && counts.forced() == counts.open()) {
				return "held open by an operator";
			}
			String most = this.reasons.entrySet()
				.stream()
				.max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
				.map(Map.Entry::getKey)
				.orElse(null);
			if (most != null) {
				return most;
			}
			if (counts.halfOpen() > 0) {
				return "probing";
			}
			if (this.ejection != null) {
				return "ejected: " + this.ejection;
			}
			if (counts.stale() > 0) {
				return "instance list is stale";
			}
			return (counts.off() > 0) ? "circuit breaker is off" : null;
		}

	}

}
