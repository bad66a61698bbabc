package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
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
	 * Short at its longest: the agent is on the same machine, or next door.
	 */
	static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(250), Duration.ofSeconds(4));

	// Consul itself adds up to a sixteenth to the time it waits
	private static final int CONSULS_JITTER = 16;

	private final ConsulAgents agents;

	private final InstanceQuery query;

	private final Duration wait;

	private final DiscoveryTime time;

	private final Listener listener;

	private volatile boolean stopped;

	private volatile @Nullable CompletableFuture<?> question;

	private long askedAt;

	private long index;

	private int failures;

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
			failed((ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

	private void accept(ConsulAnswer answer) {
		this.failures = 0;
		this.index = (answer.index() < this.index) ? 0 : answer.index();
		this.listener.onInstances(answer.instances(), true);
		askIn(PACE.minusNanos(this.time.nanos() - this.askedAt));
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
