package io.github.resiliencestarter.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * Instances of the fleet and what was last read of them. Reads each of them once in an
 * interval. Those that fail are read on a lane of their own, less often, so that they
 * delay nothing. Used by one thread.
 */
final class Fleet {

	private static final Duration MAX_PAUSE = Duration.ofSeconds(15);

	private static final Duration HURRY = Duration.ofMillis(700);

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	private final MemberReader reader;

	private final Duration interval;

	private final Lane good;

	private final Lane failing;

	private final InstantSource clock;

	private final RandomGenerator random;

	private final BiConsumer<Reading, Reading> listener;

	private @Nullable Hurry hurry;

	Fleet(MemberReader reader, ConsoleProperties properties, InstantSource clock, RandomGenerator random,
			BiConsumer<Reading, Reading> listener) {
		this.reader = reader;
		this.interval = properties.interval();
		int concurrency = properties.actuator().concurrency();
		this.good = new Lane(concurrency);
		this.failing = new Lane(Math.max(1, concurrency / 2));
		this.clock = clock;
		this.random = random;
		this.listener = listener;
	}

	/**
	 * Sets the instances that discovery has found.
	 */
	void update(Map<String, Member> found) {
		this.entries.keySet().retainAll(found.keySet());
		Instant now = this.clock.instant();
		boolean isFirst = this.entries.isEmpty();
		found.forEach((key, member) -> {
			Entry known = this.entries.get(key);
			if (known != null) {
				known.reading = known.reading.with(member);
			}
			else {
				// Spreads the reads over the interval, but for the first page
				Duration delay = isFirst ? Duration.ZERO
						: this.interval.multipliedBy(this.random.nextInt(100)).dividedBy(400);
				this.entries.put(key, new Entry(Reading.none(member, now), now.plus(delay)));
			}
		});
	}

	Collection<Reading> readings() {
		return this.entries.values().stream().map((entry) -> entry.reading).toList();
	}

	@Nullable Reading reading(String key) {
		Entry entry = this.entries.get(key);
		return (entry != null) ? entry.reading : null;
	}

	/**
	 * Reads the instances of an application more often for a while, because an override
	 * of them has changed.
	 */
	void hurry(String applicationGlob, Duration time) {
		Instant now = this.clock.instant();
		this.hurry = new Hurry(applicationGlob, now.plus(time));
		this.entries.values()
			.stream()
			.filter((entry) -> isHurried(entry, now) && entry.due.isAfter(now))
			.forEach((entry) -> entry.due = now);
	}

	/**
	 * Starts the reads that are due.
	 */
	void tick() {
		Instant now = this.clock.instant();
		for (Entry entry : this.entries.values()) {
			if (!entry.inFlight && !entry.due.isAfter(now)) {
				entry.inFlight = true;
				lane(entry).add(entry);
			}
		}
		this.good.start();
		this.failing.start();
	}

	private Lane lane(Entry entry) {
		return entry.reading.isFailing() ? this.failing : this.good;
	}

	private boolean isHurried(Entry entry, Instant now) {
		Hurry current = this.hurry;
		return current != null && now.isBefore(current.until())
				&& Glob.matches(current.application(), entry.reading.member().application());
	}

	private void finished(Entry entry, Reading before, Reading after) {
		Instant now = this.clock.instant();
		entry.inFlight = false;
		entry.due = now.plus(pause(entry, after, now));
		if (this.entries.get(after.member().key()) == entry) {
			entry.reading = after.with(entry.reading.member());
			this.listener.accept(before, entry.reading);
		}
	}

	private Duration pause(Entry entry, Reading after, Instant now) {
		if (after.isFailing()) {
			Duration longer = this.interval.multipliedBy(1L << Math.min(4, after.failures() - 1));
			Duration most = (MAX_PAUSE.compareTo(this.interval) > 0) ? MAX_PAUSE : this.interval;
			return (longer.compareTo(most) < 0) ? longer : most;
		}
		return isHurried(entry, now) ? HURRY : this.interval;
	}

	/**
	 * Reader of one instance. Its result completes on the thread of the fleet.
	 */
	@FunctionalInterface
	interface MemberReader {

		CompletableFuture<Reading> read(Reading before);

	}

	private record Hurry(String application, Instant until) {

	}

	private static final class Entry {

		private Reading reading;

		private Instant due;

		private boolean inFlight;

		Entry(Reading reading, Instant due) {
			this.reading = reading;
			this.due = due;
		}

	}

	/**
	 * Reads in flight, and those that wait for them.
	 */
	private final class Lane {

		private final Deque<Entry> waiting = new ArrayDeque<>();

		private final int max;

		private int open;

		private boolean starting;

		Lane(int max) {
			this.max = max;
		}

		void add(Entry entry) {
			this.waiting.add(entry);
		}

		void start() {
			// A read may complete at once
			if (this.starting) {
				return;
			}
			this.starting = true;
			try {
				while (this.open < this.max && !this.waiting.isEmpty()) {
					start(this.waiting.remove());
				}
			}
			finally {
				this.starting = false;
			}
		}

		private void start(Entry entry) {
			Reading before = entry.reading;
			this.open++;
			CompletableFuture<?> unused = read(before).whenComplete((after, failure) -> {
				this.open--;
				finished(entry, before,
						(after != null) ? after : before.failed(ReadFailure.of(failure), Fleet.this.clock.instant()));
				start();
			});
		}

		private CompletableFuture<Reading> read(Reading before) {
			try {
				return Fleet.this.reader.read(before);
			}
			catch (RuntimeException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

	}

	List<Member> members() {
		return this.entries.values().stream().map((entry) -> entry.reading.member()).toList();
	}

}
