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
 * Watch that asks Consul again and again for what is new since the last answer, by the
 * rules of Consul's documentation of blocking queries: the index starts anew when it goes
 * backwards or something fails, is never 0 after an answer, and a list that changes all
 * the time is not asked for all the time.
 */
class ConsulWatch implements InstanceWatch {

	/**
	 * How long Consul may take beyond what it was asked to wait.
	 */
	static final Duration MARGIN = Duration.ofSeconds(5);

	/**
	 * Least time from one question to the next, however often the list changes.
	 */
	static final Duration PACE = Duration.ofMillis(100);

	/**
	 * Longest time between two questions to an agent, or a proxy before it, that answers
	 * at once although nothing has changed.
	 */
	static final Duration LONGEST_PACE = Duration.ofSeconds(2);

	/**
	 * Time between two questions for a target beyond the limit of connections.
	 */
	static final Duration POLL = Duration.ofSeconds(2);

	/**
	 * Wait after which a server that ends the question has not failed: some end each
	 * question after 30 s, however long it may wait.
	 */
	static final Duration PATIENT = Duration.ofSeconds(25);

	/**
	 * Short at its longest: the agent is on the same machine, or next door.
	 */
	static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(250), Duration.ofSeconds(4));

	private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

	private static final int TOO_MANY_REQUESTS = 429;

	private static final int LASTING = 5;

	private static final Set<Integer> ENDED_WAIT = Set.of(408, 502, 503, 504);

	// Consul itself adds up to a sixteenth to the time it waits
	private static final int CONSULS_JITTER = 16;

	private final ConsulConnections connections;

	private final Runnable interrupt = this::interrupt;

	private final InstanceQuery query;

	private volatile Duration wait;

	private final DiscoveryTime time;

	private final Listener listener;

	private volatile boolean stopped;

	private volatile @Nullable CompletableFuture<?> question;

	private long askedAt;

	private long index;

	private int failures;

	private Duration pace = PACE;

	ConsulWatch(ConsulConnections connections, InstanceQuery query, Duration wait, DiscoveryTime time,
			Listener listener) {
		this.connections = connections;
		this.query = query;
		this.wait = wait;
		this.time = time;
		this.listener = listener;
	}

	@Override
	public void start() {
		ask();
	}

	@Override
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
	 * Give up a connection that waits: the target is polled until there is one again.
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
				throw (failure != null) ? failure : new IOException("no answer");
			}
			accept(ConsulAnswer.read(this.query.target(), response));
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

	private void accept(ConsulAnswer answer) {
		this.failures = 0;
		boolean waits = answer.index() != this.index || waited().compareTo(SHORTEST_WAIT) >= 0;
		this.pace = waits ? PACE : min(this.pace.multipliedBy(2), LONGEST_PACE);
		this.index = (answer.index() < this.index) ? 0 : answer.index();
		boolean polled = this.connections.isFull();
		this.listener.onInstances(answer.instances(), !polled);
		askIn(polled ? poll() : this.pace.minus(waited()));
	}

	// A quarter left to chance
	private Duration poll() {
		return Duration.ofNanos((long) (POLL.toNanos() * (1 - this.time.random().nextDouble() / 4)));
	}

	/**
	 * Come back later, with fewer connections. Only what lasts is a failure.
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

}
