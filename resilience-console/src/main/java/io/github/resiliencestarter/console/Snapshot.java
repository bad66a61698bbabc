package io.github.resiliencestarter.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * State of the fleet as pages show it. Each row has the number of the snapshot that has
 * changed it, so that a page gets only what is new since its own.
 *
 * @param seq its number
 * @param summary the numbers of the fleet
 * @param rows the rows, worst first
 * @param versions the number of the last change of each row
 * @param removed the rows that were removed, with the number of the snapshot
 * @param overrides the overrides
 * @param overridesSince the number of the snapshot that has changed the overrides
 * @param events the events, newest first
 */
record Snapshot(long seq, Summary summary, List<DependencyRow> rows, Map<String, Long> versions, Deque<Removed> removed,
		List<OverrideRow> overrides, long overridesSince, List<FeedEvent> events) {

	/**
	 * Rows that a page gets at most; those that are worse come first.
	 */
	static final int MAX_ROWS = 1_500;

	private static final int MAX_REMOVED = 2_000;

	private static final int EVENTS = 100;

	static Snapshot none() {
		return new Snapshot(0, new Summary(0, 0, 0, 0, 0, 0, null, null), List.of(), Map.of(), new ArrayDeque<>(),
				List.of(), 0, List.of());
	}

	/**
	 * Returns the next snapshot, or this one if nothing has changed.
	 */
	Snapshot next(Summary summary, List<DependencyRow> rows, List<OverrideRow> overrides, List<FeedEvent> events) {
		List<DependencyRow> shown = List.copyOf(rows.subList(0, Math.min(MAX_ROWS, rows.size())));
		boolean isSame = summary.equals(this.summary) && overrides.equals(this.overrides) && events.equals(this.events)
				&& shown.equals(this.rows);
		return isSame ? this : changed(summary, shown, overrides, events);
	}

	private Snapshot changed(Summary summary, List<DependencyRow> shown, List<OverrideRow> overrides,
			List<FeedEvent> events) {
		long next = this.seq + 1;
		Map<String, DependencyRow> known = new HashMap<>();
		this.rows.forEach((row) -> known.put(row.key(), row));
		Map<String, Long> changed = new HashMap<>();
		for (DependencyRow row : shown) {
			long version = row.equals(known.get(row.key())) ? this.versions.getOrDefault(row.key(), next) : next;
			changed.put(row.key(), version);
		}
		Set<String> gone = new HashSet<>(known.keySet());
		gone.removeAll(changed.keySet());
		Deque<Removed> left = new ArrayDeque<>(this.removed);
		gone.forEach((key) -> left.add(new Removed(key, next)));
		while (left.size() > MAX_REMOVED) {
			left.remove();
		}
		return new Snapshot(next, summary, shown, changed, left, overrides,
				overrides.equals(this.overrides) ? this.overridesSince : next, events);
	}

	/**
	 * Whether the removed rows since a snapshot are known.
	 */
	private boolean isKnown(long since) {
		Removed oldest = this.removed.peek();
		return since > 0 && since <= this.seq
				&& (this.removed.size() < MAX_REMOVED || (oldest != null && oldest.seq() <= since));
	}

	/**
	 * Returns what has changed since another snapshot.
	 * @param since its number, or 0 for everything
	 * @param lastEvent the number of the last event that the page has
	 */
	Delta since(long since, long lastEvent) {
		boolean full = !isKnown(since);
		List<DependencyRow> changed = full ? this.rows
				: this.rows.stream().filter((row) -> this.versions.getOrDefault(row.key(), 0L) > since).toList();
		List<String> gone = full ? List.of()
				: this.removed.stream().filter((row) -> row.seq() > since).map(Removed::key).toList();
		List<FeedEvent> news = this.events.stream()
			.filter((event) -> full || event.seq() > lastEvent)
			.limit(EVENTS)
			.toList();
		return new Delta(this.seq, full, this.summary, changed, gone,
				(full || this.overridesSince > since) ? this.overrides : null, news);
	}

	long lastEvent() {
		return this.events.isEmpty() ? 0 : this.events.get(0).seq();
	}

	/**
	 * Removed row.
	 *
	 * @param key its key
	 * @param seq the number of the snapshot
	 */
	record Removed(String key, long seq) {

	}

	/**
	 * Change of the state of the fleet.
	 *
	 * @param seq the number of the snapshot that it leads to
	 * @param full whether it replaces everything
	 * @param summary the numbers of the fleet
	 * @param rows the rows that are new or have changed
	 * @param removed the keys of the rows that were removed
	 * @param overrides all overrides, unless none of them has changed
	 * @param events the new events, newest first
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Delta(long seq, boolean full, Summary summary, List<DependencyRow> rows, List<String> removed,
			@Nullable List<OverrideRow> overrides, List<FeedEvent> events) {

	}

}
