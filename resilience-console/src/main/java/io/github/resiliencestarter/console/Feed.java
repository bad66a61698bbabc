package io.github.resiliencestarter.console;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Events of the fleet. What happens on many instances at the same time is one event. Used
 * by one thread.
 */
final class Feed {

	private static final int KEPT = 300;

	private static final int AT_ONCE = 60;

	private final Deque<FeedEvent> events = new ArrayDeque<>();

	private final Map<Seen, Integer> pending = new LinkedHashMap<>();

	private long seq;

	/**
	 * Compares two reads of an instance.
	 */
	void compare(Reading before, Reading after) {
		String application = after.member().application();
		if (before.isRead() != after.isRead() && before.health() != Reading.Health.NEW) {
			add(FeedEvent.Kind.INSTANCE, after.member().key(),
					after.isRead() ? "is read again" : "is not read: " + after.problem());
		}
		if (!before.isRead() || !after.isRead()) {
			return;
		}
		Map<String, TargetState> earlier = before.targets()
			.stream()
			.collect(Collectors.toMap(TargetState::target, (state) -> state, (one, other) -> one));
		for (TargetState state : after.targets()) {
			TargetState known = earlier.get(state.target());
			if (known != null) {
				String subject = application + " → " + state.target();
				compareBreakers(subject, known.breaker(), state.breaker());
				compareEjections(subject, known, state);
			}
		}
	}

	private void compareBreakers(String subject, TargetState.@Nullable Breaker before,
			TargetState.@Nullable Breaker after) {
		if (after == null || after.last() == null || after.last().at() == null) {
			return;
		}
		Instant known = (before != null && before.last() != null) ? before.last().at() : null;
		if (!Objects.equals(known, after.last().at())) {
			boolean opened = BreakerState.of(after.last().to()).isOpen();
			add(opened ? FeedEvent.Kind.OPENED : FeedEvent.Kind.CHANGED, subject,
					"%s → %s, %s".formatted(DisplayText.words(after.last().from()),
							DisplayText.words(after.last().to()), after.last().reason()));
		}
	}

	private void compareEjections(String subject, TargetState before, TargetState after) {
		if (before.ejections().isEmpty() && after.ejections().isEmpty()) {
			return;
		}
		Set<String> earlier = addresses(before);
		Set<String> now = addresses(after);
		after.ejections()
			.stream()
			.filter((ejection) -> !earlier.contains(ejection.address()))
			.forEach((ejection) -> add(FeedEvent.Kind.EJECTED, subject,
					"%s ejected, %s".formatted(ejection.address(), ejection.reason())));
		before.ejections()
			.stream()
			.filter((ejection) -> !now.contains(ejection.address()))
			.forEach((ejection) -> add(FeedEvent.Kind.RETURNED, subject,
					"%s returned to rotation".formatted(ejection.address())));
	}

	private static Set<String> addresses(TargetState state) {
		return state.ejections().stream().map(TargetState.Ejection::address).collect(Collectors.toSet());
	}

	void add(FeedEvent.Kind kind, String subject, String text) {
		this.pending.merge(new Seen(kind, subject, text), 1, Integer::sum);
	}

	/**
	 * Returns the events, newest first, including those since the last call.
	 */
	List<FeedEvent> publish(Instant now) {
		int left = AT_ONCE;
		for (Map.Entry<Seen, Integer> entry : this.pending.entrySet()) {
			if (left-- == 0) {
				this.events.addFirst(new FeedEvent(++this.seq, now, FeedEvent.Kind.CHANGED, "fleet",
						"%d more at the same time".formatted(this.pending.size() - AT_ONCE)));
				break;
			}
			Seen seen = entry.getKey();
			int times = entry.getValue();
			this.events.addFirst(new FeedEvent(++this.seq, now, seen.kind(), seen.subject(),
					(times > 1) ? "%s (on %d instances)".formatted(seen.text(), times) : seen.text()));
		}
		this.pending.clear();
		while (this.events.size() > KEPT) {
			this.events.removeLast();
		}
		return List.copyOf(this.events);
	}

	private record Seen(FeedEvent.Kind kind, String subject, String text) {

	}

}
