package io.github.resiliencestarter.sample.orders;

import java.math.BigDecimal;
import java.util.List;

import io.github.resiliencestarter.sample.orders.InventoryApi.Stock;
import jakarta.validation.constraints.Pattern;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Controller that quotes articles and lists the best sellers, with the names of the
 * instances that took part.
 */
@RestController
class OrdersController {

	private final Catalog catalog;

	private final Inventory inventory;

	private final String instance;

	OrdersController(Catalog catalog, Inventory inventory,
			@Value("${spring.cloud.consul.discovery.instance-id:${spring.application.name}}") String instance) {
		this.catalog = catalog;
		this.inventory = inventory;
		this.instance = instance;
	}

	@GetMapping("/quotes/{sku}")
	Quote quote(@PathVariable @Pattern(regexp = "[A-Za-z0-9-]{1,20}",
			message = "a sku is 1 to 20 letters, digits or dashes") String sku) {
		Stock stock = this.inventory.stock(sku);
		Article article = this.catalog.find(sku)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no sku " + sku));
		return new Quote(sku, article.title(), article.price(), stock.available(),
				List.of(this.instance, stock.instance()));
	}

	@GetMapping("/best-sellers")
	BestSellers bestSellers() {
		return new BestSellers(this.catalog.bestSellers(), this.instance);
	}

	@ExceptionHandler
	ProblemDetail unknownToInventory(HttpClientErrorException.NotFound ex) {
		return ProblemDetail.forStatusAndDetail(ex.getStatusCode(), "There is no such sku");
	}

	record Quote(String sku, String title, BigDecimal price, int available, List<String> servedBy) {
	}

	record BestSellers(List<Article> articles, String instance) {
	}

}
