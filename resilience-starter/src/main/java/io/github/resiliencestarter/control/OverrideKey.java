package io.github.resiliencestarter.control;

import java.util.Arrays;

/**
 * Key in Consul's KV store that may contain an override.
 *
 * @param id the key without the prefix
 * @param createIndex the index at which Consul created it; the larger one is the younger
 * override
 * @param document the value
 */
record OverrideKey(String id, long createIndex, byte[] document) {

	String digest() {
		return OwnInstance.digest(this.document);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof OverrideKey key && key.id.equals(this.id) && key.createIndex == this.createIndex
				&& Arrays.equals(key.document, this.document);
	}

	@Override
	public int hashCode() {
		return this.id.hashCode() + Arrays.hashCode(this.document);
	}

	@Override
	public String toString() {
		return this.id + "@" + this.createIndex;
	}

}
