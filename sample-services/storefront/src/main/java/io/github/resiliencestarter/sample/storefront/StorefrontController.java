package io.github.resiliencestarter.sample.storefront;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.resiliencestarter.sample.storefront.InventoryApi.StockList;
import io.github.resiliencestarter.sample.storefront.OrdersApi.BestSellers;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import jakarta.validation.constraints.Pattern;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Controller for the pages of the shop.
 */
@RestController
class StorefrontController {

	private static final String SKU = "[A-Za-z0-9-]{1,20}";

	private static final String NO_SKU = "a sku is 1 to 20 letters, digits or dashes";

	private final Orders orders;

	private final Inventory inventory;

	private final Payments payments;

	private final AsyncTaskExecutor executor;

	private final String instance;

	StorefrontController(Orders orders, Inventory inventory, Payments payments,
			AsyncTaskExecutor applicationTaskExecutor,
			@Value("${spring.cloud.consul.discovery.instance-id:${spring.application.name}}") String instance) {
		this.orders = orders;
		this.inventory = inventory;
		this.payments = payments;
		this.executor = applicationTaskExecutor;
		this.instance = instance;
	}

	/** One call: orders calls inventory. */
	@GetMapping("/checkout/{sku}")
	Checkout checkout(@PathVariable @Pattern(regexp = SKU, message = NO_SKU) String sku) {
		return Checkout.of(this.orders.quote(sku), this.instance);
	}

	/** No call: the command to inventory is stored, and sent when inventory is up. */
	@PostMapping("/checkout/{sku}")
	@ResponseStatus(HttpStatus.CREATED)
	Payment pay(@PathVariable @Pattern(regexp = SKU, message = NO_SKU) String sku) {
		return new Payment(this.payments.pay(sku), sku, this.instance);
	}

	/** For experiments: the orders that this instance has recorded. */
	@GetMapping("/payments")
	List<String> payments() {
		return this.payments.orders();
	}

	/**
	 * Two parallel calls: orders on another thread, inventory on this one.
	 */
	@GetMapping("/home")
	Home home() {
		CompletableFuture<Optional<BestSellers>> bestSellers = this.executor
			.submitCompletable(this.orders::bestSellers);
		Optional<StockList> stock = this.inventory.stock();
		return Home.of(bestSellers.join(), stock, this.instance);
	}

	/** Needs orders only, so it works while inventory is down. */
	@GetMapping("/best-sellers")
	BestSellers bestSellers() {
		return this.orders.bestSellers()
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"The best sellers are currently not available"));
	}

	@ExceptionHandler
	ProblemDetail unknownToOrders(HttpClientErrorException.NotFound ex) {
		return ProblemDetail.forStatusAndDetail(ex.getStatusCode(), "There is no such sku");
	}

	/** As above, over gRPC. */
	@ExceptionHandler
	ProblemDetail unknownToOrders(StatusRuntimeException ex) {
		if (ex.getStatus().getCode() != Code.NOT_FOUND) {
			throw ex;
		}
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no such sku");
	}

}
