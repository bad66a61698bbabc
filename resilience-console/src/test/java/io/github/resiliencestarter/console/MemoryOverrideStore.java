package io.github.resiliencestarter.console;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@link OverrideStore} in memory.
 */
final class MemoryOverrideStore implements OverrideStore {

	private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();

	private final AtomicLong index = new AtomicLong(10);

	private volatile boolean down;

	void goesDown() {
		this.down = true;
	}

	void put(String id, String document) {
		long next = this.index.incrementAndGet();
		this.entries.put(id, new Entry(id, document.getBytes(java.nio.charset.StandardCharsets.UTF_8), next, next));
	}

	@Override
	public List<Entry> list() {
		if (this.down) {
			throw new ReadFailure("Consul is not available");
		}
		return List.copyOf(this.entries.values());
	}

	@Override
	public synchronized boolean write(String id, byte[] document, long expected) {
		Entry known = this.entries.get(id);
		if (((known != null) ? known.index() : 0) != expected) {
			return false;
		}
		long next = this.index.incrementAndGet();
		this.entries.put(id, new Entry(id, document, (known != null) ? known.created() : next, next));
		return true;
	}

	@Override
	public synchronized boolean delete(String id, long expected) {
		Entry known = this.entries.get(id);
		return known != null && known.index() == expected && this.entries.remove(id, known);
	}

}
