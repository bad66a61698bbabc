package io.github.resiliencestarter.sample.storefront;

import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.PostExchange;

/**
 * HTTP interface of the service inventory for commands, which are always sent over HTTP.
 */
interface ReservationsApi {

	@PostExchange("/reservations")
	void reserve(@RequestBody Reservation reservation);

	record Reservation(String order, String sku) {
	}

}
