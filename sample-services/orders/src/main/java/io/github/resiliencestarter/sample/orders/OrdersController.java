package io.github.resiliencestarter.sample.orders;

import io.github.resiliencestarter.sample.orders.Shop.BestSellers;
import io.github.resiliencestarter.sample.orders.Shop.Quote;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import jakarta.validation.constraints.Pattern;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpClientErrorException;

/**
 * Controller that quotes articles and lists the best sellers, with the names of the
 * instances that took part.
 */
@RestController
class OrdersController {

	static final String SKU = "[A-Za-z0-9-]{1,20}";

	static final String NO_SKU = "a sku is 1 to 20 letters, digits or dashes";

	private final Shop shop;

	OrdersController(Shop shop) {
		this.shop = shop;
	}

	@GetMapping("/quotes/{sku}")
	Quote quote(@PathVariable @Pattern(regexp = SKU, message = NO_SKU) String sku) {
		return this.shop.quote(sku);
	}

	@GetMapping("/best-sellers")
	BestSellers bestSellers() {
		return this.shop.bestSellers();
	}

	@ExceptionHandler
	ProblemDetail unknownToInventory(HttpClientErrorException.NotFound ex) {
		return ProblemDetail.forStatusAndDetail(ex.getStatusCode(), "There is no such sku");
	}

	/** As above, over gRPC. */
	@ExceptionHandler
	ProblemDetail unknownToInventory(StatusRuntimeException ex) {
		if (ex.getStatus().getCode() != Code.NOT_FOUND) {
			throw ex;
		}
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no such sku");
	}

}
