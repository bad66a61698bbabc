package io.github.resiliencestarter.console;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.ServerResponse.SseBuilder;

/**
 * Event streams of the open pages. Each gets what has changed since its last event; a
 * slow one skips states and does not delay the others.
 */
final class Streams {

	/**
	 * Pages reconnect after this time, so that their users are checked again.
	 */
	static final Duration LIFETIME = Duration.ofMinutes(10);

	private static final int MAX = 100;

	/**
	 * Unchanged states after which a page is told that all is well.
	 */
	private static final int BEAT = 10;

	private final Set<Stream> open = ConcurrentHashMap.newKeySet();

	private final JsonMapper mapper = JsonMapper.shared();

	private final FleetView view;

	private final ConsoleThreads threads;

	Streams(FleetView view, ConsoleThreads threads) {
		this.view = view;
		this.threads = threads;
		view.listener(this::publish);
	}

	/**
	 * Opens a stream.
	 */
	ServerResponse open() {
		if (this.open.size() >= MAX) {
			return ServerResponse.status(503).header("Retry-After", "10").build();
		}
		return ServerResponse.sse((events) -> {
			Stream stream = new Stream(events);
			this.open.add(stream);
			Runnable remove = () -> this.open.remove(stream);
			events.onComplete(remove);
			events.onTimeout(() -> {
				remove.run();
				events.complete();
			});
			events.onError((failure) -> remove.run());
			write(stream);
		}, LIFETIME);
	}

	int count() {
		return this.open.size();
	}

	private void publish() {
		this.open.forEach(this::write);
	}

	private void write(Stream stream) {
		if (stream.busy.compareAndSet(false, true)) {
			try {
				this.threads.writers().execute(() -> send(stream));
			}
			catch (RejectedExecutionException ex) {
				// The next state includes this one
				stream.busy.set(false);
			}
		}
	}

	private void send(Stream stream) {
		Snapshot snapshot = this.view.snapshot();
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
			stream.busy.set(false);
		}
	}

	private static final class Stream {

		private final SseBuilder events;

		private final AtomicBoolean busy = new AtomicBoolean();

		// Guarded by busy
		private long seq;

		private long lastEvent;

		private int quiet;

		Stream(SseBuilder events) {
			this.events = events;
		}

	}

}
