package io.github.resiliencestarter.sample.storefront;

import java.util.List;
import java.util.UUID;

import io.github.resiliencestarter.sample.storefront.ReservationsApi.Reservation;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Orders that have been paid.
 */
@Service
public class Payments {

	private final JdbcClient jdbc;

	private final Reservations reservations;

	Payments(JdbcClient jdbc, Reservations reservations) {
		this.jdbc = jdbc;
		this.reservations = reservations;
	}

	/**
	 * Records an order and the command to reserve its stock: both, or neither.
	 */
	@Transactional
	public String pay(String sku) {
		String order = UUID.randomUUID().toString();
		this.jdbc.sql("insert into payment (id, sku) values (?, ?)").params(order, sku).update();
		this.reservations.reserve(new Reservation(order, sku));
		return order;
	}

	@Transactional(readOnly = true)
	public List<String> orders() {
		return this.jdbc.sql("select id from payment").query(String.class).list();
	}

}
