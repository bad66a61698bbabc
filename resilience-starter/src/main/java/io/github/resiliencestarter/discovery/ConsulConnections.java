package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Limit for the connections that all watches of this process hold to Consul, which
 * restricts them per client address. Most connections are for blocking queries; the rest
 * serve short queries, which poll the targets beyond the limit.
 */
public final class ConsulConnections {

	/**
	 * Time after which a limit is raised again that was lowered because Consul rejected a
	 * connection.
	 */
	static final Duration LOWERED_FOR = Duration.ofMinutes(10);

	private static final String KEY = DiscoveryProperties.PREFIX + ".consul.max-connections";

	private static final int LEAST = 4;

	private static final int SHORT_SHARE = 10;

	private static final Log logger = LogFactory.getLog(ConsulConnections.class);

	private final ConsulAgents agents;

	private final int max;

	private final DiscoveryTime time;

	private final Queue<Runnable> queue = new ArrayDeque<>();

	private final Set<Runnable> waiting = new LinkedHashSet<>();

	private int limit;

	private int open;

	private long loweredAt;

	private boolean told;

	ConsulConnections(ConsulAgents agents, int max, DiscoveryTime time) {
		this.agents = agents;
		this.max = max;
		this.limit = max;
		this.time = time;
	}

	ConsulAgents agents() {
		return this.agents;
	}

	/**
	 * Take a connection for a blocking query.
	 * @param interrupt what ends the query early if the limit is lowered
	 * @return whether a connection is available
	 */
	synchronized boolean tryWait(Runnable interrupt) {
		if (isFull()) {
			if (!this.told) {
				this.told = true;
				logger.warn(("More than %d targets are watched in Consul; further ones are polled. Consul allows 200 "
						+ "connections per client address (limits.http_max_conns_per_client). To watch more, increase "
						+ "that limit and %s")
					.formatted(this.limit - shortOnes(), KEY));
			}
			return false;
		}
		this.waiting.add(interrupt);
		this.open++;
		return true;
	}

	/**
	 * Return whether no further blocking query is allowed.
	 */
	synchronized boolean isFull() {
		return this.waiting.size() >= this.limit - shortOnes() || this.open >= this.limit;
	}

	private int shortOnes() {
		return Math.max(1, this.limit / SHORT_SHARE);
	}

	/**
	 * Run a short query as soon as a connection is available.
	 */
	void ask(Runnable question) {
		synchronized (this) {
			if (this.open >= this.limit) {
				this.queue.add(question);
				return;
			}
			this.open++;
		}
		question.run();
	}

	/**
	 * Return a connection.
	 * @param interrupt what was passed to {@link #tryWait}, or {@code null} for a short
	 * query
	 */
	void release(@Nullable Runnable interrupt) {
		Runnable next = null;
		synchronized (this) {
			this.waiting.remove(interrupt);
			this.open--;
			if (this.limit < this.max && this.time.nanos() - this.loweredAt >= LOWERED_FOR.toNanos()) {
				this.limit = this.max;
				this.told = false;
			}
			if (this.open < this.limit) {
				next = this.queue.poll();
				this.open += (next != null) ? 1 : 0;
			}
		}
		if (next != null) {
			next.run();
		}
	}

	/**
	 * Record that Consul rejected a connection because there are too many: use fewer for
	 * a while, even if blocking queries have to end.
	 */
	void rejected() {
		List<Runnable> excess = new ArrayList<>();
		synchronized (this) {
			this.loweredAt = this.time.nanos();
			int lowered = Math.max(LEAST, Math.min(this.limit, this.open) * 3 / 4);
			if (lowered < this.limit) {
				if (this.limit == this.max) {
					logger
						.warn(("Consul rejected a connection because this address has too many (HTTP 429); using at most "
								+ "%d and polling the other targets. Increase limits.http_max_conns_per_client of the agent, "
								+ "or decrease %s of the processes that share it")
							.formatted(lowered, KEY));
				}
				this.told = true;
				this.limit = lowered;
				this.waiting.stream()
					.limit(Math.max(0, this.waiting.size() - lowered + shortOnes()))
					.forEach(excess::add);
			}
		}
		excess.forEach(Runnable::run);
	}

}
