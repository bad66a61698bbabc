package io.github.resiliencestarter.outbox;

import java.time.Duration;

import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.PostExchange;

/**
 * Snippets of {@code docs/guide/outbox.md}.
 */
final class GuideSnippets {

	private GuideSnippets() {
	}

	record Reservation(String sku) {

	}

	record Order(String sku) {

	}

	interface InventoryClient {

		@PostExchange("/reservations")
		@StoreAndForward(value = "inventory", orderingKey = "#reservation.sku()")
		void reserve(@RequestBody Reservation reservation);

	}

	static class Checkout {

		private final Outbox outbox;

		Checkout(Outbox outbox) {
			this.outbox = outbox;
		}

		@Transactional
		void pay(Order order) {
			this.outbox.send(OutboxMessage.to("inventory", "POST /reservations", order)
				.withOrderingKey(order.sku())
				.withDeadline(Duration.ofHours(2)));
		}

	}

}
