package io.github.resiliencestarter.sample.storefront;

import java.math.BigDecimal;
import java.util.List;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;

/**
 * HTTP interface of the service orders, with the operations that this service uses.
 */
interface OrdersApi {

	@GetExchange("/quotes/{sku}")
	Quote quote(@PathVariable String sku);

	@GetExchange("/best-sellers")
	BestSellers bestSellers();

	record Quote(String sku, String title, BigDecimal price, int available, List<String> servedBy) {
	}

	record BestSellers(List<Article> articles, String instance) {
	}

	record Article(String sku, String title, BigDecimal price) {
	}

}
