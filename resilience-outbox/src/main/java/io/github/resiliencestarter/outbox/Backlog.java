package io.github.resiliencestarter.outbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.github.resiliencestarter.outbox.MessageStore.Usage;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Numbers of waiting messages per target, counted in the database from time to time, and
 * estimated in between from what this node has stored. Safe for use by many threads.
 */
class Backlog {

	private static final Usage NOTHING = new Usage(0, 0, 0);

	private static final String COUNT = "select target, count(*), coalesce(sum(size), 0), coalesce(min(stored_at), 0) "
			+ "from resilience_outbox_message ";

	private final JdbcTemplate jdbc;

	private static final long RECOUNT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

	private final LongSupplier nanoClock;

	private final Map<String, TargetBacklog> targets = new ConcurrentHashMap<>();

	Backlog(JdbcTemplate jdbc, LongSupplier nanoClock) {
		this.jdbc = jdbc;
		this.nanoClock = nanoClock;
	}

	/**
	 * Counts the messages of all targets.
	 */
	void refresh() {
		Map<String, Usage> counted = new HashMap<>();
		this.jdbc.query(COUNT + "group by target", (row) -> {
			counted.put(row.getString(1), new Usage(row.getLong(2), row.getLong(3), row.getLong(4)));
		});
		Map<String, Long> dead = new HashMap<>();
		this.jdbc.query("select target, count(*) from resilience_outbox_dead group by target", (row) -> {
			dead.put(row.getString(1), row.getLong(2));
		});
		counted.keySet().forEach(this::of);
		dead.keySet().forEach(this::of);
		this.targets.forEach((target, backlog) -> backlog.counted(counted.getOrDefault(target, NOTHING),
				dead.getOrDefault(target, 0L)));
	}

	/**
	 * Counts the messages of one target, unless that was a moment ago.
	 */
	Usage count(String target) {
		TargetBacklog backlog = of(target);
		if (!backlog.mayRecount(this.nanoClock.getAsLong())) {
			return backlog.estimate();
		}
		return recount(target);
	}

	/**
	 * Counts the messages of one target now.
	 */
	Usage recount(String target) {
		TargetBacklog backlog = of(target);
		Usage usage = this.jdbc.queryForObject(
				"select count(*), coalesce(sum(size), 0), coalesce(min(stored_at), 0) "
						+ "from resilience_outbox_message where target = ?",
				(row, number) -> new Usage(row.getLong(1), row.getLong(2), row.getLong(3)), target);
		Usage counted = (usage != null) ? usage : NOTHING;
		backlog.counted(counted, backlog.dead());
		return counted;
	}

	TargetBacklog of(String target) {
		return this.targets.computeIfAbsent(target, (name) -> new TargetBacklog());
	}

	Collection<String> targets() {
		return this.targets.keySet();
	}

	/**
	 * Waiting messages of one target.
	 */
	static final class TargetBacklog {

		private final AtomicLong messages = new AtomicLong();

		private final AtomicLong bytes = new AtomicLong();

		private volatile Usage counted = NOTHING;

		private volatile long dead;

		private volatile @Nullable Long recounted;

		private boolean mayRecount(long now) {
			Long last = this.recounted;
			if (last != null && now - last < RECOUNT_INTERVAL) {
				return false;
			}
			this.recounted = now;
			return true;
		}

		private void counted(Usage counted, long dead) {
			this.counted = counted;
			this.dead = dead;
			this.messages.set(counted.messages());
			this.bytes.set(counted.bytes());
		}

		void stored(long size) {
			this.messages.incrementAndGet();
			this.bytes.addAndGet(size);
		}

		void removed(long messages, long size) {
			this.messages.addAndGet(-messages);
			this.bytes.addAndGet(-size);
		}

		/**
		 * Returns the estimate.
		 */
		Usage estimate() {
			return new Usage(Math.max(0, this.messages.get()), Math.max(0, this.bytes.get()), this.counted.oldest());
		}

		long dead() {
			return this.dead;
		}

	}

}
