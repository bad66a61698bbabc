package io.github.resiliencestarter.sample.storefront;

import io.github.resiliencestarter.sample.storefront.ReservationsApi.Reservation;

import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.PostExchange;

/**
 * Commands to the service inventory, with an idempotency key that is set by hand.
 */
interface HandmadeInventoryApi {

	@PostExchange("/reservations")
	void reserve(@RequestHeader("Idempotency-Key") String key, @RequestBody Reservation reservation);

}
