package io.github.resiliencestarter.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Compares the overrides in the store with what the instances say. All instances that
 * discovery lists now count, also those that do not respond.
 */
final class Convergence {

	private static final int MAX_OVERRIDES = 200;

	private final Collection<Reading> readings;

	private final int shown;

	/**
	 * Creates a comparison.
	 * @param readings the instances
	 * @param shown the maximum number of instances that are named
	 */
	Convergence(Collection<Reading> readings, int shown) {
		this.readings = readings;
		this.shown = shown;
	}

	/**
	 * Returns the overrides, the youngest first, and at the end those that are no longer
	 * in the store, but still in force somewhere.
	 */
	List<OverrideRow> rows(List<StoredOverride> stored) {
		List<OverrideRow> rows = new ArrayList<>();
		stored.stream()
			.sorted(java.util.Comparator.comparingLong(StoredOverride::created).reversed())
			.limit(MAX_OVERRIDES)
			.forEach((override) -> rows.add(row(override)));
		Set<String> known = stored.stream().map(StoredOverride::id).collect(Collectors.toSet());
		leftovers(known).stream().limit(MAX_OVERRIDES).forEach((id) -> rows.add(leftover(id)));
		return List.copyOf(rows);
	}

	OverrideRow row(StoredOverride override) {
		OverrideDocument document = override.document();
		return new OverrideRow(override.id(), document, override.problem(), Long.toString(override.index()),
				acknowledgment(override));
	}

	private Acknowledgment acknowledgment(StoredOverride override) {
		OverrideDocument document = override.document();
		Count count = new Count();
		for (Reading reading : this.readings) {
			boolean isSelected = (document != null)
					? reading.member().isSelectedBy(document.application(), document.tags())
					: reading.control() != null && reading.control().overrides().containsKey(override.id());
			if (isSelected) {
				count.add(status(override, reading));
			}
		}
		return count.acknowledgment(this.shown);
	}

	private static Acknowledgment.Other status(StoredOverride override, Reading reading) {
		String instance = reading.member().instance();
		if (!reading.isRead()) {
			return new Acknowledgment.Other(instance, Acknowledgment.State.UNREACHABLE,
					(reading.problem() != null) ? reading.problem() : "not read yet");
		}
		ControlState control = reading.control();
		if (control == null || !control.enabled()) {
			return new Acknowledgment.Other(instance, Acknowledgment.State.DISABLED,
					(control == null) ? "has no endpoint resilienceoverrides" : "resilience.control.enabled is false");
		}
		if (control.source().equals("UNREACHABLE")) {
			return new Acknowledgment.Other(instance, Acknowledgment.State.UNREACHABLE, control.problem());
		}
		ControlState.Status status = control.overrides().get(override.id());
		if (status == null) {
			return new Acknowledgment.Other(instance, Acknowledgment.State.STALE,
					"has not read it" + sourceProblem(control));
		}
		if (status.digest() != null && !status.digest().equals(override.digest())) {
			return new Acknowledgment.Other(instance, Acknowledgment.State.STALE,
					"has read an older version" + sourceProblem(control));
		}
		return new Acknowledgment.Other(instance, state(status.state()), reason(status));
	}

	private static String sourceProblem(ControlState control) {
		return (control.problem() != null) ? ": " + control.problem() : "";
	}

	private static @Nullable String reason(ControlState.Status status) {
		return (status.by() != null) ? "by " + status.by() : status.reason();
	}

	private static Acknowledgment.State state(String name) {
		for (Acknowledgment.State state : Acknowledgment.State.values()) {
			if (state.name().equals(name)) {
				return state;
			}
		}
		return Acknowledgment.State.WAITING;
	}

	/**
	 * Overrides that instances apply, but that are not in the store.
	 */
	private Set<String> leftovers(Set<String> stored) {
		Set<String> ids = new TreeSet<>();
		for (Reading reading : this.readings) {
			if (reading.control() != null) {
				reading.control().overrides().forEach((id, status) -> {
					if (status.state().equals("APPLIED") && !stored.contains(id)) {
						ids.add(id);
					}
				});
			}
		}
		return ids;
	}

	private OverrideRow leftover(String id) {
		Count count = new Count();
		for (Reading reading : this.readings) {
			ControlState.Status status = (reading.control() != null) ? reading.control().overrides().get(id) : null;
			if (status != null && status.state().equals("APPLIED")) {
				count.add(new Acknowledgment.Other(reading.member().instance(), Acknowledgment.State.APPLIED, null));
			}
		}
		return new OverrideRow(id, null, "not in Consul, still in force", null, count.acknowledgment(this.shown));
	}

	private static final class Count {

		private final Map<Acknowledgment.State, Integer> counts = new EnumMap<>(Acknowledgment.State.class);

		private final List<Acknowledgment.Other> others = new ArrayList<>();

		private int total;

		void add(Acknowledgment.Other other) {
			this.total++;
			this.counts.merge(other.state(), 1, Integer::sum);
			if (other.state() != Acknowledgment.State.APPLIED && other.state() != Acknowledgment.State.NOT_SELECTED) {
				this.others.add(other);
			}
		}

		Acknowledgment acknowledgment(int shown) {
			int notSelected = this.counts.getOrDefault(Acknowledgment.State.NOT_SELECTED, 0);
			this.others.sort(java.util.Comparator.comparing(Acknowledgment.Other::instance));
			return new Acknowledgment(this.counts.getOrDefault(Acknowledgment.State.APPLIED, 0),
					this.total - notSelected, notSelected, Map.copyOf(this.counts),
					List.copyOf(this.others.subList(0, Math.min(shown, this.others.size()))));
		}

	}

}
