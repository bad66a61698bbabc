package io.github.resiliencestarter.sample.storefront;

import java.time.Duration;

import io.github.resiliencestarter.sample.storefront.ReservationsApi.Reservation;

import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClientException;

/**
 * Outbox without the starter, as it is usually written: a table, a task that polls it,
 * and three attempts with a backoff for each message, which is dead afterwards. Each
 * message has an idempotency key.
 */
@Service
@Primary
public class HandmadeReservations extends Reservations {

	private static final int ATTEMPTS = 3;

	private static final int BATCH = 100;

	private static final Duration BACKOFF = Duration.ofSeconds(1);

	private final JdbcClient jdbc;

	private final HandmadeInventoryApi inventory;

	HandmadeReservations(ReservationsApi standard, HandmadeInventoryApi inventory, JdbcClient jdbc) {
		super(standard);
		this.inventory = inventory;
		this.jdbc = jdbc;
	}

	/**
	 * Stores the message in the transaction of the order.
	 */
	@Override
	public void reserve(Reservation reservation) {
		this.jdbc.sql("insert into handmade_outbox (id, sku) values (?, ?)")
			.params(reservation.order(), reservation.sku())
			.update();
	}

	@Scheduled(fixedDelayString = "${sample.outbox-delay:500ms}")
	void send() {
		this.jdbc
			.sql("select id, sku, attempts from handmade_outbox where attempts < ? and not_before <= localtimestamp "
					+ "order by seq limit ?")
			.params(ATTEMPTS, BATCH)
			.query(Message.class)
			.list()
			.forEach(this::send);
	}

	private void send(Message message) {
		try {
			this.inventory.reserve(message.id(), new Reservation(message.id(), message.sku()));
			this.jdbc.sql("delete from handmade_outbox where id = ?").param(message.id()).update();
		}
		catch (RestClientException ex) {
			// 1 s after the first failure, 2 s after the second
			this.jdbc
				.sql("update handmade_outbox set attempts = attempts + 1, "
						+ "not_before = dateadd(second, ?, localtimestamp) where id = ?")
				.params(BACKOFF.toSeconds() << message.attempts(), message.id())
				.update();
		}
	}

	private record Message(String id, String sku, int attempts) {
	}

}
