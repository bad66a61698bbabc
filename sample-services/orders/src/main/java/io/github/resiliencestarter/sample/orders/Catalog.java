package io.github.resiliencestarter.sample.orders;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

import org.springframework.stereotype.Component;

/**
 * Articles on offer, the best seller first.
 */
@Component
class Catalog {

	private final List<Article> articles = List.of(new Article("1", "Coffee mug", new BigDecimal("12.90")),
			new Article("4", "Pour-over filter", new BigDecimal("8.50")),
			new Article("2", "Hand grinder", new BigDecimal("64.00")),
			new Article("5", "Gooseneck kettle", new BigDecimal("89.00")),
			new Article("3", "Copper cezve", new BigDecimal("41.75")));

	Optional<Article> find(String sku) {
		return this.articles.stream().filter((article) -> article.sku().equals(sku)).findFirst();
	}

	List<Article> bestSellers() {
		return this.articles.subList(0, 3);
	}

}
