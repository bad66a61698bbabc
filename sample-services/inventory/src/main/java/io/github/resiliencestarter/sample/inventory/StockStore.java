package io.github.resiliencestarter.sample.inventory;

import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Store of the stock levels.
 */
@Repository
class StockStore {

	private final JdbcClient jdbc;

	StockStore(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Optional<StockLevel> find(String sku) {
		return this.jdbc.sql("select sku, on_hand - reserved as available from stock where sku = ?")
			.param(sku)
			.query(StockLevel.class)
			.optional();
	}

	List<StockLevel> findAll() {
		return this.jdbc.sql("select sku, on_hand - reserved as available from stock order by sku")
			.query(StockLevel.class)
			.list();
	}

}
