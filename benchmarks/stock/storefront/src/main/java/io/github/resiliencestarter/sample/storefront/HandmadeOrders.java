package io.github.resiliencestarter.sample.storefront;

import java.util.Optional;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.sample.storefront.OrdersApi.BestSellers;
import io.github.resiliencestarter.sample.storefront.OrdersApi.Quote;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/**
 * Calls to the service orders without the starter, written as in the documentation of
 * Spring Cloud and Resilience4j, for comparison in the experiments. The fallback is on
 * the retry, which is outermost; on the circuit breaker, it would hide each failure from
 * the retry. Everything else has its default. Over gRPC, the retries are those of gRPC,
 * see {@code application-stock.yml}.
 */
@Service
@Primary
@ConditionalOnProperty(name = "sample.transport", havingValue = "http", matchIfMissing = true)
public class HandmadeOrders extends Orders {

	HandmadeOrders(OrdersApi orders) {
		super(orders);
	}

	@Override
	@Retry(name = "orders", fallbackMethod = "unavailable")
	@CircuitBreaker(name = "orders")
	public Quote quote(String sku) {
		return super.quote(sku);
	}

	@Override
	@Retry(name = "orders", fallbackMethod = "noBestSellers")
	@CircuitBreaker(name = "orders")
	public Optional<BestSellers> bestSellers() {
		return super.bestSellers();
	}

}
