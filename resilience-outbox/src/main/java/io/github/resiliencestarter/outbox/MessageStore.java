package io.github.resiliencestarter.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Table of the waiting messages.
 */
class MessageStore {

	private static final String INSERT = """
			insert into resilience_outbox_message (id, target, lane, ordering_key, destination, headers, payload, size,
			attempts, client_errors, stored_at, not_before, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			""";

	private static final String SELECT = """
			select seq, id, target, ordering_key, destination, headers, payload, attempts, client_errors, stored_at,
			not_before, expires_at from resilience_outbox_message
			""";

	private static final String BURY = """
			insert into resilience_outbox_dead (id, target, lane, ordering_key, destination, headers, payload, size,
			stored_at, dead_at, reason, detail) select id, target, lane, ordering_key, destination, headers, payload,
			size, stored_at, ?, ?, ? from resilience_outbox_message where seq = ?
			""";

	private static final String DELETE = "delete from resilience_outbox_message where seq = ?";

	// Nothing if another node has already moved the message
	private static final String DELETE_EARLIER = """
			delete from resilience_outbox_dead where target = ? and id = ?
			and exists (select 1 from resilience_outbox_message where seq = ?)
			""";

	private final JdbcTemplate jdbc;

	private final TransactionOperations transactions;

	/**
	 * Creates the store.
	 * @param jdbc takes part in the transactions of callers
	 * @param transactions the transactions of callers, or else of the database alone
	 */
	MessageStore(JdbcTemplate jdbc, TransactionOperations transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	/**
	 * Stores a message in the current transaction, if there is one.
	 */
	void insert(StoredMessage message) {
		String key = (message.orderingKey() != null) ? message.orderingKey() : message.id();
		StoredMessage.Content content = message.content();
		StoredMessage.Progress progress = message.progress();
		update(INSERT, message.id(), message.target(), StoredMessage.lane(message.target(), key), message.orderingKey(),
				content.destination(), content.headers(), content.payload(), content.payload().length,
				progress.attempts(), progress.clientErrors(), progress.storedAt(), progress.notBefore(),
				progress.expiresAt());
	}

	// Connections of the pool may not commit by themselves
	private int update(String sql, @Nullable Object... arguments) {
		Integer rows = this.transactions.execute((status) -> this.jdbc.update(sql, arguments));
		return (rows != null) ? rows : 0;
	}

	/**
	 * Returns whether a message is waiting.
	 */
	boolean contains(String target, String id) {
		return !this.jdbc
			.queryForList("select 1 from resilience_outbox_message where target = ? and id = ?", Integer.class, target,
					id)
			.isEmpty();
	}

	/**
	 * Returns whether messages with an ordering key are waiting.
	 */
	boolean isWaiting(String target, String orderingKey) {
		return !this.jdbc
			.queryForList("select 1 from resilience_outbox_message where target = ? and ordering_key = ? limit 1",
					Integer.class, target, orderingKey)
			.isEmpty();
	}

	/**
	 * Returns the next messages of a lane.
	 * @param lane the lane
	 * @param after the position after which to begin
	 * @param count the maximum number of messages
	 * @return the messages in order
	 */
	List<StoredMessage> page(String lane, long after, int count) {
		return this.jdbc.query(SELECT + " where lane = ? and seq > ? order by seq limit " + count, MessageStore::map,
				lane, after);
	}

	/**
	 * Returns the first messages of a target whose deadline is before a time.
	 */
	List<StoredMessage> expired(String target, long time, int count) {
		return this.jdbc.query(SELECT + " where target = ? and expires_at < ? order by seq limit " + count,
				MessageStore::map, target, time);
	}

	private static StoredMessage map(ResultSet row, int number) throws SQLException {
		return new StoredMessage(row.getLong(1), row.getString(2), row.getString(3), row.getString(4),
				new StoredMessage.Content(row.getString(5), row.getString(6), row.getBytes(7)),
				new StoredMessage.Progress(row.getInt(8), row.getInt(9), row.getLong(10), row.getLong(11),
						row.getLong(12)));
	}

	/**
	 * Deletes a message.
	 * @return whether it was there
	 */
	boolean delete(long seq) {
		return update(DELETE, seq) > 0;
	}

	/**
	 * Records a failed attempt.
	 */
	void postpone(long seq, StoredMessage.Progress progress) {
		update("update resilience_outbox_message set attempts = ?, client_errors = ?, not_before = ? where seq = ?",
				progress.attempts(), progress.clientErrors(), progress.notBefore(), seq);
	}

	/**
	 * Moves a message to the dead letters.
	 * @return whether it was there
	 */
	boolean bury(StoredMessage message, long now, DeadReason reason, String detail) {
		String text = DetailFormat.format(detail);
		try {
			return move(message, now, reason, text);
		}
		catch (DataAccessException ex) {
			if (text.isEmpty()) {
				throw ex;
			}
			return move(message, now, reason, "");
		}
	}

	private boolean move(StoredMessage message, long now, DeadReason reason, String detail) {
		return Boolean.TRUE.equals(this.transactions.execute((status) -> {
			this.jdbc.update(DELETE_EARLIER, message.target(), message.id(), message.seq());
			this.jdbc.update(BURY, now, reason.text(), detail, message.seq());
			return delete(message.seq());
		}));
	}

	/**
	 * Discards the oldest messages of a target.
	 * @return the number of discarded messages and of their bytes
	 */
	Usage dropOldest(String target, int count) {
		List<Dropped> oldest = this.jdbc.query(
				"select seq, size from resilience_outbox_message where target = ? order by seq limit " + count,
				(row, number) -> new Dropped(row.getLong(1), row.getLong(2)), target);
		long messages = 0;
		long bytes = 0;
		for (Dropped each : oldest) {
			if (delete(each.seq())) {
				messages++;
				bytes += each.size();
			}
		}
		return new Usage(messages, bytes, 0);
	}

	/**
	 * Discards the messages of a target that were stored before a time.
	 * @return the number of discarded messages
	 */
	int dropStoredBefore(String target, long time) {
		return update("delete from resilience_outbox_message where target = ? and stored_at < ?", target, time);
	}

	/**
	 * Discarded message.
	 */
	private record Dropped(long seq, long size) {

	}

	/**
	 * Waiting messages of a target.
	 *
	 * @param messages the number of messages
	 * @param bytes the bytes of their payloads
	 * @param oldest when the oldest was stored, or 0 if there is none
	 */
	record Usage(long messages, long bytes, long oldest) {

	}

}
