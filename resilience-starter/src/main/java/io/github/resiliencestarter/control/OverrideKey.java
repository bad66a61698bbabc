package io.github.resiliencestarter.control;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Key in Consul's KV store that may contain an override.
 */
final class OverrideKey {

	private final String id;

	private final long createIndex;

	private final byte[] document;

	/**
	 * Creates a key.
	 * @param id the key without the prefix
	 * @param createIndex the index at which Consul created it
	 * @param document the value
	 */
	OverrideKey(String id, long createIndex, byte[] document) {
		this.id = id;
		this.createIndex = createIndex;
		this.document = document.clone();
	}

	/**
	 * Returns the key without the prefix.
	 */
	String id() {
		return this.id;
	}

	/**
	 * Returns the index at which Consul created it; the larger one is the younger
	 * override.
	 */
	long createIndex() {
		return this.createIndex;
	}

	/**
	 * Returns the value.
	 */
	byte[] document() {
		return this.document.clone();
	}

	String digest() {
		return OwnInstance.digest(this.document);
	}

	@Override
	public boolean equals(@Nullable Object other) {
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
