package io.github.resiliencestarter.sample.storefront;

import java.util.Optional;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resiliencestarter.sample.storefront.OrdersApi.BestSellers;
import io.github.resiliencestarter.sample.storefront.OrdersApi.Quote;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Calls to the service orders. The HTTP client is protected as it is; the annotations add
 * what to do when a call has failed for good.
 */
@Service
public class Orders {

	private final OrdersApi orders;

	Orders(OrdersApi orders) {
		this.orders = orders;
	}

	@CircuitBreaker(name = "orders", fallbackMethod = "away")
	public Quote quote(String sku) {
		return this.orders.quote(sku);
	}

	/** There is no checkout without a price. */
	public Quote away(String sku, Exception cause) {
		throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Nothing can be ordered at the moment",
				cause);
	}

	/** It is not away: it has answered that the request is wrong. */
	public Quote away(String sku, HttpClientErrorException answer) {
		throw answer;
	}

	@CircuitBreaker(name = "orders", fallbackMethod = "noBestSellers")
	public Optional<BestSellers> bestSellers() {
		return Optional.of(this.orders.bestSellers());
	}

	public Optional<BestSellers> noBestSellers(Exception cause) {
		return Optional.empty();
	}

}
