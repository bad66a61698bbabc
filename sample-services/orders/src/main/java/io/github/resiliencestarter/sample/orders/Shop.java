package io.github.resiliencestarter.sample.orders;

import java.math.BigDecimal;
import java.util.List;

import io.github.resiliencestarter.sample.orders.InventoryApi.Stock;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Quotes of articles and the best sellers, with the names of the instances that took
 * part, whether they are asked for over HTTP or gRPC.
 */
@Component
class Shop {

	private final Catalog catalog;

	private final Inventory inventory;

	private final String instance;

	Shop(Catalog catalog, Inventory inventory,
			@Value("${spring.cloud.consul.discovery.instance-id:${spring.application.name}}") String instance) {
		this.catalog = catalog;
		this.inventory = inventory;
		this.instance = instance;
	}

	Quote quote(String sku) {
		Stock stock = this.inventory.stock(sku);
		Article article = this.catalog.find(sku)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no sku " + sku));
		return new Quote(sku, article.title(), article.price(), stock.available(),
				List.of(this.instance, stock.instance()));
	}

	BestSellers bestSellers() {
		return new BestSellers(this.catalog.bestSellers(), this.instance);
	}

	record Quote(String sku, String title, BigDecimal price, int available, List<String> servedBy) {
	}

	record BestSellers(List<Article> articles, String instance) {
	}

}
