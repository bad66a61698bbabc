package io.github.resiliencestarter.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Messages that are no longer sent: the target says that they are wrong, their deadline
 * has expired, or they cannot be delivered.
 */
public class DeadLetters {

	private static final String SELECT = "select id, target, ordering_key, destination, payload, stored_at, dead_at, "
			+ "reason, detail from resilience_outbox_dead ";

	private static final String REQUEUE = """
			insert into resilience_outbox_message (id, target, lane, ordering_key, destination, headers, payload, size,
			attempts, client_errors, stored_at, not_before, expires_at) select id, target, lane, ordering_key,
			destination, headers, payload, size, 0, 0, ?, 0, ? from resilience_outbox_dead where target = ? and id = ?
			""";

	private final JdbcTemplate jdbc;

	private final TransactionOperations transactions;

	private final DatabaseClock clock;

	private final OutboxProperties properties;

	DeadLetters(JdbcTemplate jdbc, TransactionOperations transactions, DatabaseClock clock,
			OutboxProperties properties) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.clock = clock;
		this.properties = properties;
	}

	/**
	 * Returns the oldest dead letters of a target.
	 * @param target the target
	 * @param limit the maximum number of dead letters
	 * @return the dead letters, oldest first
	 */
	public List<DeadLetter> list(String target, int limit) {
		return this.jdbc.query(SELECT + "where target = ? order by dead_at, id limit " + limit, DeadLetters::map,
				target);
	}

	/**
	 * Returns a dead letter.
	 * @param target the target
	 * @param id the identifier of the message
	 * @return the dead letter, empty if there is none
	 */
	public Optional<DeadLetter> find(String target, String id) {
		return this.jdbc.query(SELECT + "where target = ? and id = ?", DeadLetters::map, target, id)
			.stream()
			.findFirst();
	}

	/**
	 * Sends a dead letter again, with a new deadline.
	 * @param target the target
	 * @param id the identifier of the message
	 * @return whether there was such a dead letter
	 */
	public boolean requeue(String target, String id) {
		long now = this.clock.millis();
		long expiresAt = now + this.properties.of(target).deadline().toMillis();
		return Boolean.TRUE.equals(this.transactions
			.execute((status) -> this.jdbc.update(REQUEUE, now, expiresAt, target, id) > 0 && discard(target, id)));
	}

	/**
	 * Deletes a dead letter.
	 * @param target the target
	 * @param id the identifier of the message
	 * @return whether there was such a dead letter
	 */
	public boolean discard(String target, String id) {
		return Boolean.TRUE.equals(this.transactions.execute((status) -> this.jdbc
			.update("delete from resilience_outbox_dead where target = ? and id = ?", target, id) > 0));
	}

	private static DeadLetter map(ResultSet row, int number) throws SQLException {
		return new DeadLetter(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getBytes(5),
				new DeadLetter.Death(Instant.ofEpochMilli(row.getLong(6)), Instant.ofEpochMilli(row.getLong(7)),
						row.getString(8), row.getString(9)));
	}

	/**
	 * Dead letter.
	 *
	 * @param id the identifier of the message
	 * @param target the target
	 * @param orderingKey the ordering key, or {@code null}
	 * @param destination where it was to be sent
	 * @param payload the payload
	 * @param death when and why it died
	 */
	@SuppressWarnings("ArrayRecordComponent") // Never compared
	public record DeadLetter(String id, String target, @Nullable String orderingKey, String destination, byte[] payload,
			Death death) {

		/**
		 * When and why a message became a dead letter.
		 *
		 * @param storedAt when the message was stored
		 * @param deadAt when it became a dead letter
		 * @param reason the reason: {@code rejected}, {@code expired} or
		 * {@code undeliverable}
		 * @param detail the last failure
		 */
		public record Death(Instant storedAt, Instant deadAt, String reason, @Nullable String detail) {

		}

	}

}
