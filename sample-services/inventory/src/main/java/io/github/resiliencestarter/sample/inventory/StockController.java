package io.github.resiliencestarter.sample.inventory;

import java.util.List;

import jakarta.validation.constraints.Pattern;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Controller that returns stock levels and the name of the instance.
 */
@RestController
@RequestMapping("/stock")
class StockController {

	static final String SKU = "[A-Za-z0-9-]{1,20}";

	static final String NO_SKU = "a sku is 1 to 20 letters, digits or dashes";

	private final StockStore store;

	private final String instance;

	StockController(StockStore store,
			@Value("${spring.cloud.consul.discovery.instance-id:${spring.application.name}}") String instance) {
		this.store = store;
		this.instance = instance;
	}

	@GetMapping
	StockList stock() {
		return new StockList(this.store.findAll(), this.instance);
	}

	@GetMapping("/{sku}")
	Stock stock(@PathVariable @Pattern(regexp = SKU, message = NO_SKU) String sku) {
		return this.store.find(sku)
			.map((level) -> new Stock(level.sku(), level.available(), this.instance))
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no sku " + sku));
	}

	record Stock(String sku, int available, String instance) {
	}

	record StockList(List<StockLevel> levels, String instance) {
	}

}
