package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
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
	 * Wait after which a server that ends the question has not failed: some end each
	 * question after 30 s, however long it may wait.
	 */
	static final Duration PATIENT = Duration.ofSeconds(25);

	/**
	 * Short at its longest: the agent is on the same machine, or next door.
	 */
	static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(250), Duration.ofSeconds(4));

	private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

	private static final Set<Integer> ENDED_WAIT = Set.of(408, 502, 503, 504);

	// Consul itself adds up to a sixteenth to the time it waits
	private static final int CONSULS_JITTER = 16;

	private final ConsulAgents agents;

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

	ConsulWatch(ConsulAgents agents, InstanceQuery query, Duration wait, DiscoveryTime time, Listener listener) {
		this.agents = agents;
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
		this.askedAt = this.time.nanos();
		Duration timeout = (this.index > 0) ? this.wait.plus(this.wait.dividedBy(CONSULS_JITTER)).plus(MARGIN) : MARGIN;
		CompletableFuture<HttpResponse<byte[]>> question = this.agents.get(this.query.path(this.index, this.wait),
				timeout);
		this.question = question;
		CompletableFuture<?> unused = question.whenComplete(this::answered);
		if (this.stopped) {
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
			if (isEndOfLongWait(response, ex)) {
				this.wait = PATIENT;
				askIn(PACE);
			}
			else {
				failed((ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex);
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
		this.listener.onInstances(answer.instances(), true);
		askIn(this.pace.minus(waited()));
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private void failed(Throwable failure) {
		this.index = 0;
		this.failures++;
		int agents = this.agents.count();
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
