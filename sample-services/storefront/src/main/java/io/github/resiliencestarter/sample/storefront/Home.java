package io.github.resiliencestarter.sample.storefront;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.resiliencestarter.sample.storefront.InventoryApi.StockLevel;
import io.github.resiliencestarter.sample.storefront.InventoryApi.StockList;
import io.github.resiliencestarter.sample.storefront.OrdersApi.Article;
import io.github.resiliencestarter.sample.storefront.OrdersApi.BestSellers;
import org.jspecify.annotations.Nullable;

/**
 * Home page. Parts that are not available are omitted.
 *
 * @param bestSellers the best sellers, from orders; {@code null} if orders is down
 * @param stock the available quantities, from inventory; {@code null} if inventory is
 * down
 * @param servedBy the instances that took part in the response, outermost first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Home(@Nullable List<Article> bestSellers, @Nullable List<StockLevel> stock, List<String> servedBy) {

	static Home of(Optional<BestSellers> bestSellers, Optional<StockList> stock, String instance) {
		List<String> servedBy = new ArrayList<>(List.of(instance));
		bestSellers.map(BestSellers::instance).ifPresent(servedBy::add);
		stock.map(StockList::instance).ifPresent(servedBy::add);
		return new Home(bestSellers.map(BestSellers::articles).orElse(null), stock.map(StockList::levels).orElse(null),
				servedBy);
	}

}
