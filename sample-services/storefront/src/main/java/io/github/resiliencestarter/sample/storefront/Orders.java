package io.github.resiliencestarter.sample.storefront;

import java.util.Optional;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resiliencestarter.sample.storefront.OrdersApi.BestSellers;
import io.github.resiliencestarter.sample.storefront.OrdersApi.Quote;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Calls to the service orders. The HTTP client is protected by default; the annotations
 * add fallbacks for calls that fail despite retries.
 */
@Service
public class Orders {

	private final OrdersApi orders;

	Orders(OrdersApi orders) {
		this.orders = orders;
	}

	@CircuitBreaker(name = "orders", fallbackMethod = "unavailable")
	public Quote quote(String sku) {
		return this.orders.quote(sku);
	}

	/** There is no checkout without a price. */
	public Quote unavailable(String sku, Exception cause) {
		throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Ordering is currently not available", cause);
	}

	/** Orders is up: its response says that the request is wrong. */
	public Quote unavailable(String sku, HttpClientErrorException response) {
		throw response;
	}

	/** As above, over gRPC. */
	public Quote unavailable(String sku, StatusRuntimeException response) {
		if (response.getStatus().getCode() == Code.NOT_FOUND) {
			throw response;
		}
		return unavailable(sku, (Exception) response);
	}

	@CircuitBreaker(name = "orders", fallbackMethod = "noBestSellers")
	public Optional<BestSellers> bestSellers() {
		return Optional.of(this.orders.bestSellers());
	}

	public Optional<BestSellers> noBestSellers(Exception cause) {
		return Optional.empty();
	}

}
