package io.github.resiliencestarter.sample.inventory;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Controller that reserves stock. A request with a known {@code Idempotency-Key} succeeds
 * without another reservation. A sku that does not exist makes the command a dead letter
 * of its sender.
 */
@RestController
@RequestMapping("/reservations")
class ReservationController {

	private final ReservationBook book;

	private final StockStore store;

	ReservationController(ReservationBook book, StockStore store) {
		this.book = book;
		this.store = store;
	}

	@PostMapping
	ResponseEntity<Void> reserve(
			@RequestHeader("Idempotency-Key") @Pattern(regexp = "[!-~]{1,100}",
					message = "an idempotency key is 1 to 100 characters without spaces") String key,
			@RequestBody @Valid Reservation reservation) {
		if (this.store.find(reservation.sku()).isEmpty()) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no sku " + reservation.sku());
		}
		return new ResponseEntity<>(this.book.reserve(key, reservation) ? HttpStatus.CREATED : HttpStatus.OK);
	}

	/** For experiments: all reservations, and the number of repeated requests. */
	@GetMapping
	ReservationBook.State reservations() {
		return this.book.state();
	}

}
