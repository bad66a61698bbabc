package io.github.resiliencestarter.outbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Target that records what arrives, and recognizes repetitions by the idempotency key.
 */
class Receiver {

	private final Set<String> ids = new HashSet<>();

	private final List<String> repeated = new ArrayList<>();

	private final Map<String, Integer> last = new HashMap<>();

	private int outOfOrder;

	/**
	 * Takes a message whose payload is a number that grows with each message of a key.
	 */
	synchronized void receive(String id, @Nullable String key, int number) {
		if (!this.ids.add(id)) {
			this.repeated.add(id);
			return;
		}
		if (key != null) {
			Integer before = this.last.put(key, number);
			if (before != null && before > number) {
				this.outOfOrder++;
			}
		}
	}

	synchronized int received() {
		return this.ids.size();
	}

	synchronized List<String> repeated() {
		return List.copyOf(this.repeated);
	}

	synchronized int outOfOrder() {
		return this.outOfOrder;
	}

}
