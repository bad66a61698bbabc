package io.github.resiliencestarter.sample.storefront;

import java.util.Optional;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.sample.storefront.OrdersApi.BestSellers;
import io.github.resiliencestarter.sample.storefront.OrdersApi.Quote;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Calls to the service orders, protected by Resilience4j. The fallback belongs to the
 * outermost annotation: inside of it, it would hide the failure from the retry.
 */
@Service
public class Orders {

	private final OrdersApi orders;

	Orders(OrdersApi orders) {
		this.orders = orders;
	}

	@Retry(name = "orders", fallbackMethod = "away")
	@CircuitBreaker(name = "orders")
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

	@Retry(name = "orders", fallbackMethod = "noBestSellers")
	@CircuitBreaker(name = "orders")
	public Optional<BestSellers> bestSellers() {
		return Optional.of(this.orders.bestSellers());
	}

	public Optional<BestSellers> noBestSellers(Exception cause) {
		return Optional.empty();
	}

}
