package io.github.resiliencestarter.fallback;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Queue of writes that one thread at a time makes. A write that waits is replaced by a
 * later one under the same key, so that the last one stays. If too many wait, further
 * ones are dropped. Thread-safe.
 */
class LatestWrites {

	// More than this would only fill the memory
	private static final int MAX_WAITING = 64;

	private final Map<String, Runnable> waiting = new LinkedHashMap<>();

	private final Executor executor;

	private boolean running;

	LatestWrites(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Make a write soon.
	 * @param key the key
	 * @param write the write, which does not throw
	 */
	void add(String key, Runnable write) {
		synchronized (this) {
			if (this.waiting.size() >= MAX_WAITING && !this.waiting.containsKey(key)) {
				return;
			}
			this.waiting.put(key, write);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		try {
			this.executor.execute(this::run);
		}
		catch (RejectedExecutionException ex) {
			// The application stops, or all threads are busy
			synchronized (this) {
				this.waiting.clear();
				this.running = false;
			}
		}
	}

	private void run() {
		while (true) {
			Runnable write;
			synchronized (this) {
				Iterator<Runnable> writes = this.waiting.values().iterator();
				if (!writes.hasNext()) {
					this.running = false;
					return;
				}
				write = writes.next();
				writes.remove();
			}
			write.run();
		}
	}

}
