package io.github.resiliencestarter.fallback;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Keys of the answers that this application has put into the cache: a cache of the user
 * may have no bound of its own. The least recently stored answer makes room for a new
 * one. Thread-safe.
 */
class KeptKeys {

	private final Map<String, Kept> keys = new LinkedHashMap<>();

	private final int maxEntries;

	KeptKeys(int maxEntries) {
		this.maxEntries = maxEntries;
	}

	/**
	 * Return what was last stored under a key.
	 */
	synchronized @Nullable Kept find(String key) {
		return this.keys.get(key);
	}

	/**
	 * Record that an answer is about to be stored.
	 * @return the key of an answer to remove, or {@code null} if there is room for all
	 */
	synchronized @Nullable String add(String key, Kept kept) {
		this.keys.remove(key);
		this.keys.put(key, kept);
		if (this.keys.size() <= this.maxEntries) {
			return null;
		}
		String eldest = this.keys.keySet().iterator().next();
		this.keys.remove(eldest);
		return eldest;
	}

	/**
	 * Forget a key, because its answer has not been stored.
	 */
	synchronized void remove(String key) {
		this.keys.remove(key);
	}

	/**
	 * Answer as it was last stored.
	 *
	 * @param fingerprint identifies the content
	 * @param millis when it was stored, in milliseconds since the epoch
	 */
	record Kept(int fingerprint, long millis) {

	}

}
