package io.github.resiliencestarter.sample.pricing;

import java.util.Map;
import java.util.OptionalLong;

import org.springframework.stereotype.Component;

/**
 * Prices in cents.
 */
@Component
class PriceList {

	private final Map<String, Long> cents = Map.of("1", 1290L, "2", 6400L, "3", 4175L, "4", 850L, "5", 8900L);

	OptionalLong find(String sku) {
		Long found = this.cents.get(sku);
		return (found != null) ? OptionalLong.of(found) : OptionalLong.empty();
	}

}
