package io.github.resiliencestarter.sample.storefront;

import io.github.resiliencestarter.outbox.Mode;
import io.github.resiliencestarter.outbox.StoreAndForward;
import io.github.resiliencestarter.sample.storefront.ReservationsApi.Reservation;

import org.springframework.stereotype.Service;

/**
 * Commands to the service inventory, which wait while it is down.
 */
@Service
public class Reservations {

	private final ReservationsApi inventory;

	Reservations(ReservationsApi inventory) {
		this.inventory = inventory;
	}

	/**
	 * Always stored first, because a reservation must not be sent if the transaction of
	 * its order rolls back.
	 */
	@StoreAndForward(value = "inventory", mode = Mode.ALWAYS)
	public void reserve(Reservation reservation) {
		this.inventory.reserve(reservation);
	}

}
