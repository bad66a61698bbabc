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
 * The home page; a part that cannot be had now is left out.
 *
 * @param bestSellers what sells best, from orders; {@code null} when orders is away
 * @param stock how many there are, from inventory; {@code null} when inventory is away
 * @param answeredBy instances that had a part in this answer, the outermost first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Home(@Nullable List<Article> bestSellers, @Nullable List<StockLevel> stock, List<String> answeredBy) {

	static Home of(Optional<BestSellers> bestSellers, Optional<StockList> stock, String instance) {
		List<String> answeredBy = new ArrayList<>(List.of(instance));
		bestSellers.map(BestSellers::instance).ifPresent(answeredBy::add);
		stock.map(StockList::instance).ifPresent(answeredBy::add);
		return new Home(bestSellers.map(BestSellers::articles).orElse(null), stock.map(StockList::levels).orElse(null),
				answeredBy);
	}

}
