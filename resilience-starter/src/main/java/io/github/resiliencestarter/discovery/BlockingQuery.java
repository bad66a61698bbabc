package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

/**
 * Query to Consul that is repeated whenever its result changes, following the rules in
 * Consul's documentation: the index is reset when it goes backwards or a query fails, it
 * is never 0 after a response, and queries are rate-limited while the result keeps
 * changing. Occupies no thread while it waits.
 *
 * @param <T> the result
 */
public final class BlockingQuery<T> {

	/**
	 * Additional time that Consul may take beyond the requested wait.
	 */
	static final Duration MARGIN = Duration.ofSeconds(5);

	/**
	 * Minimum time between two queries.
	 */
	static final Duration PACE = Duration.ofMillis(100);

	/**
	 * Minimum time between two queries while the result keeps changing, as when all
	 * instances of a large service restart: each response has all of them, and many
	 * callers get it.
	 */
	static final Duration BUSY_PACE = Duration.ofMillis(500);

	/**
	 * Maximum time between two queries to an agent, or a proxy in front of it, that
	 * responds immediately although nothing has changed.
	 */
	static final Duration LONGEST_PACE = Duration.ofSeconds(2);

	/**
	 * Time between two queries for a target beyond the connection limit.
	 */
	static final Duration POLL = Duration.ofSeconds(2);

	/**
	 * Wait after which an aborted query does not count as a failure: some servers abort
	 * every query after 30 s, however long it may wait.
	 */
	static final Duration PATIENT = Duration.ofSeconds(25);

	/**
	 * Short even at its maximum: the agent is on the same machine, or close by.
	 */
	static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(250), Duration.ofSeconds(4));

	private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

	private static final int TOO_MANY_REQUESTS = 429;

	private static final int LASTING = 5;

	private static final Set<Integer> ENDED_WAIT = Set.of(408, 502, 503, 504);

	// Consul itself adds up to a sixteenth to the requested wait
	private static final int CONSULS_JITTER = 16;

	private final ConsulConnections connections;

	private final Runnable interrupt = this::interrupt;

	private final Query<T> query;

	private volatile Duration wait;

	private final DiscoveryTime time;

	private final Listener<T> listener;

	private volatile boolean stopped;

	private volatile @Nullable CompletableFuture<?> question;

	private long askedAt;

	private long index;

	private int failures;

	private Duration pace = PACE;

	/**
	 * Creates a query, but sends nothing yet.
	 * @param connections the connections to Consul
	 * @param query the query
	 * @param wait the time after which Consul responds even if nothing has changed
	 * @param time the time
	 * @param listener the listener, called by one thread at a time
	 */
	public BlockingQuery(ConsulConnections connections, Query<T> query, Duration wait, DiscoveryTime time,
			Listener<T> listener) {
		this.connections = connections;
		this.query = query;
		this.wait = wait;
		this.time = time;
		this.listener = listener;
	}

	/**
	 * Starts the first query.
	 */
	public void start() {
		ask();
	}

	/**
	 * Aborts the query in flight, and sends no further one.
	 */
	public void stop() {
		this.stopped = true;
		CompletableFuture<?> question = this.question;
		if (question != null) {
			question.cancel(true);
		}
	}

	private void ask() {
		if (this.stopped) {
			return;
		}
		if (this.index > 0 && this.connections.tryWait(this.interrupt)) {
			send(this.index, this.interrupt);
		}
		else {
			this.connections.ask(() -> send(0, null));
		}
	}

	private void send(long index, @Nullable Runnable waiting) {
		this.askedAt = this.time.nanos();
		Duration timeout = (index > 0) ? this.wait.plus(this.wait.dividedBy(CONSULS_JITTER)).plus(MARGIN) : MARGIN;
		CompletableFuture<HttpResponse<byte[]>> question = this.connections.agents()
			.get(this.query.path(index, this.wait), timeout);
		this.question = question;
		CompletableFuture<?> unused = question.whenComplete((response, failure) -> {
			this.connections.release(waiting);
			answered(response, failure);
		});
		if (this.stopped) {
			question.cancel(true);
		}
	}

	/**
	 * Give up the connection of a blocking query: the target is polled until one is
	 * available again.
	 */
	private void interrupt() {
		CompletableFuture<?> question = this.question;
		if (question != null) {
			question.cancel(true);
		}
	}

	private void answered(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
		if (this.stopped) {
			return;
		}
		try {
			if (response == null) {
				throw (failure != null) ? failure : new IOException("no response");
			}
			accept(this.query.read(response), ConsulAgents.index(response));
		}
		catch (Throwable ex) {
			Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			if (cause instanceof CancellationException) {
				askIn(poll());
			}
			else if (isEndOfLongWait(response, cause)) {
				this.wait = PATIENT;
				askIn(PACE);
			}
			else if (response != null && response.statusCode() == TOO_MANY_REQUESTS) {
				rejected(cause);
			}
			else {
				failed(cause);
			}
		}
	}

	private boolean isEndOfLongWait(@Nullable HttpResponse<?> response, Throwable failure) {
		if (this.index == 0 || waited().compareTo(PATIENT) < 0) {
			return false;
		}
		int status = (response != null) ? response.statusCode() : 0;
		return (status == 0) ? !(failure instanceof HttpTimeoutException) : ENDED_WAIT.contains(status);
	}

	private Duration waited() {
		return Duration.ofNanos(this.time.nanos() - this.askedAt);
	}

	private void accept(T result, long index) {
		this.failures = 0;
		Duration longest = (index != this.index) ? BUSY_PACE : LONGEST_PACE;
		this.pace = (this.index == 0 || waited().compareTo(SHORTEST_WAIT) >= 0) ? PACE
				: min(this.pace.multipliedBy(2), longest);
		this.index = (index < this.index) ? 0 : index;
		boolean polled = this.connections.isFull();
		this.listener.onResult(result, !polled);
		askIn(polled ? poll() : this.pace.minus(waited()));
	}

	// A quarter is randomized
	private Duration poll() {
		return Duration.ofNanos((long) (POLL.toNanos() * (1 - this.time.random().nextDouble() / 4)));
	}

	/**
	 * Retry later, with fewer connections. Only a lasting rejection is a failure.
	 */
	private void rejected(Throwable rejection) {
		this.connections.rejected();
		this.failures++;
		if (this.failures % LASTING == 0) {
			this.listener.onFailure(ConsulFailure.reason(rejection), false);
		}
		askIn(BACK_OFF.after(this.failures, this.time.random()));
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private void failed(Throwable failure) {
		this.index = 0;
		this.failures++;
		int agents = this.connections.agents().count();
		boolean lastAgent = this.failures % agents == 0;
		if (lastAgent) {
			this.listener.onFailure(ConsulFailure.reason(failure), !(failure instanceof HttpTimeoutException));
		}
		askIn(lastAgent ? BACK_OFF.after(this.failures / agents, this.time.random()) : Duration.ZERO);
	}

	private void askIn(Duration delay) {
		this.time.timer().schedule(this::ask, delay.isNegative() ? Duration.ZERO : delay);
	}

	/**
	 * Query in Consul's format.
	 *
	 * @param <T> the result
	 */
	public interface Query<T> {

		/**
		 * Returns path and query.
		 * @param index the index of the last response, to block until it changes; 0 to
		 * not block
		 * @param wait how long to block
		 * @return path and query
		 */
		String path(long index, Duration wait);

		/**
		 * Reads a response.
		 * @param response the response, with any status
		 * @return the result
		 * @throws IOException if the response has no result, with the reason as its
		 * message
		 */
		T read(HttpResponse<byte[]> response) throws IOException;

	}

	/**
	 * Listener for results.
	 *
	 * @param <T> the result
	 */
	public interface Listener<T> {

		/**
		 * Called for each response, also if nothing has changed.
		 * @param result the result
		 * @param pushed whether Consul pushes changes, rather than being polled
		 */
		void onResult(T result, boolean pushed);

		/**
		 * Called if no agent has responded with a result.
		 * @param reason why
		 * @param heardUntilNow whether the result was up to date until this moment
		 */
		void onFailure(String reason, boolean heardUntilNow);

	}

}
