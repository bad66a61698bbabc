package io.github.resiliencestarter.sample.storefront;

import io.github.resiliencestarter.sample.protocol.price.PriceReply;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceStatus;
import jakarta.validation.constraints.Pattern;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Controller for the prices, which come from pricing alone.
 */
@RestController
class PriceController {

	private static final String SKU = "[A-Za-z0-9-]{1,20}";

	private static final String NO_SKU = "a sku is 1 to 20 letters, digits or dashes";

	private final ObjectProvider<Prices> prices;

	private final String instance;

	PriceController(ObjectProvider<Prices> prices,
			@Value("${spring.cloud.consul.discovery.instance-id:${spring.application.name}}") String instance) {
		this.prices = prices;
		this.instance = instance;
	}

	/** One call, over TCP. */
	@GetMapping("/prices/{sku}")
	Price price(@PathVariable @Pattern(regexp = SKU, message = NO_SKU) String sku) {
		PriceReply reply = this.prices.stream()
			.flatMap((prices) -> prices.find(sku).stream())
			.findFirst()
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "There is no price"));
		if (reply.status() == PriceStatus.UNKNOWN_SKU) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such sku");
		}
		return Price.of(sku, reply, this.instance);
	}

}
