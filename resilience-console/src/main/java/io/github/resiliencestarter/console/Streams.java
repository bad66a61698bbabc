package io.github.resiliencestarter.console;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.ServerResponse.SseBuilder;

/**
 * Event streams of the open pages. Each gets what has changed since its last event; a
 * slow one skips states and does not delay the others.
 */
final class Streams implements FleetView.Listener {

	/**
	 * Pages reconnect after this time, so that their users are checked again.
	 */
	static final Duration LIFETIME = Duration.ofMinutes(10);

	private static final Log logger = LogFactory.getLog(Streams.class);

	private static final int MAX = 100;

	/**
	 * Unchanged states after which a page is told that all is well.
	 */
	private static final int BEAT = 10;

	/**
	 * For what is being written when the console stops, all streams together.
	 */
	private static final Duration LAST_WRITE = Duration.ofMillis(500);

	private final Set<Stream> open = ConcurrentHashMap.newKeySet();

	private final JsonMapper mapper = JsonMapper.shared();

	private final FleetView view;

	private final ConsoleThreads threads;

	private final Duration limit;

	private volatile boolean closed;

	Streams(FleetView view, ConsoleThreads threads) {
		this(view, threads, Duration.ofSeconds(5));
	}

	Streams(FleetView view, ConsoleThreads threads, Duration limit) {
		this.view = view;
		this.threads = threads;
		this.limit = limit;
		view.listener(this);
	}

	/**
	 * Opens a stream.
	 */
	ServerResponse open() {
		if (this.closed || this.open.size() >= MAX) {
			return ServerResponse.status(503).header("Retry-After", "10").build();
		}
		return ServerResponse.sse(this::add, LIFETIME);
	}

	void add(SseBuilder events) {
		Stream stream = new Stream(events);
		this.open.add(stream);
		Runnable remove = () -> this.open.remove(stream);
		events.onComplete(remove);
		events.onTimeout(() -> {
			remove.run();
			events.complete();
		});
		events.onError((failure) -> remove.run());
		if (this.closed) {
			close(stream, Duration.ZERO);
		}
		else {
			write(stream);
		}
	}

	int count() {
		return this.open.size();
	}

	@Override
	public void published() {
		this.open.forEach(this::write);
	}

	/**
	 * Completes all streams: otherwise a graceful shutdown waits for them.
	 */
	@Override
	public void stopping() {
		this.closed = true;
		Duration wait = LAST_WRITE.dividedBy(Math.max(1, this.open.size()));
		this.open.forEach((stream) -> close(stream, wait));
	}

	private void close(Stream stream, Duration wait) {
		this.open.remove(stream);
		try {
			if (stream.turn.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
				stream.events.complete();
			}
			else {
				stream.events.error(new IOException("The console is stopping"));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.debug("A stream could not be completed", ex);
		}
	}

	private void write(Stream stream) {
		if (stream.turn.tryAcquire()) {
			try {
				this.threads.writers().execute(() -> send(stream));
			}
			catch (RejectedExecutionException ex) {
				// The next state includes this one
				stream.turn.release();
			}
		}
	}

	private void send(Stream stream) {
		Snapshot snapshot = this.view.snapshot();
		Future<?> limit = this.threads.timer()
			.schedule(() -> expire(stream), this.limit.toMillis(), TimeUnit.MILLISECONDS);
		try {
			if (snapshot.seq() > stream.seq) {
				Snapshot.Delta delta = snapshot.since(stream.seq, stream.lastEvent);
				stream.events.event("state").data(this.mapper.writeValueAsString(delta));
				stream.seq = snapshot.seq();
				stream.lastEvent = snapshot.lastEvent();
				stream.quiet = 0;
			}
			else if (++stream.quiet >= BEAT) {
				stream.events.event("beat").data("{}");
				stream.quiet = 0;
			}
		}
		catch (IOException | RuntimeException ex) {
			this.open.remove(stream);
			stream.events.error(ex);
		}
		finally {
			limit.cancel(false);
			stream.turn.release();
		}
	}

	/**
	 * Closes a stream whose page does not read, because it holds one of few threads. The
	 * page connects again.
	 */
	private void expire(Stream stream) {
		if (this.open.remove(stream)) {
			stream.events.error(new IOException("The page does not read its events"));
		}
	}

	private static final class Stream {

		private final SseBuilder events;

		// Held by who writes
		private final Semaphore turn = new Semaphore(1);

		// Guarded by the turn
		private long seq;

		private long lastEvent;

		private int quiet;

		Stream(SseBuilder events) {
			this.events = events;
		}

	}

}
