package io.github.resiliencestarter.console;

import java.util.List;

/**
 * Where overrides are kept. Its methods block, and throw a {@link ReadFailure} if the
 * store is not available.
 */
interface OverrideStore {

	/**
	 * Returns all overrides.
	 */
	List<Entry> list();

	/**
	 * Creates an override, or changes it if it has not changed in the meantime.
	 * @param id its ID
	 * @param document its document
	 * @param index the index that it had when it was read, or 0 to create it
	 * @return whether it was written
	 */
	boolean write(String id, byte[] document, long index);

	/**
	 * Deletes an override if it has not changed in the meantime.
	 * @return whether it was deleted
	 */
	boolean delete(String id, long index);

	/**
	 * Entry of the store.
	 *
	 * @param id its ID
	 * @param bytes its document
	 * @param created the index of its creation
	 * @param index the index of its last change
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Entry(String id, byte[] bytes, long created, long index) {

	}

}
