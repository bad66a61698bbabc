package io.github.resiliencestarter.outbox;

import java.util.Locale;

import javax.sql.DataSource;

import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Differences between the supported databases.
 */
enum Dialect {

	/**
	 * H2.
	 */
	H2("select datediff(millisecond, timestamp with time zone '1970-01-01 00:00:00Z', current_timestamp)"),

	/**
	 * PostgreSQL.
	 */
	POSTGRESQL("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)"),

	/**
	 * MariaDB, since 10.6.
	 */
	MARIADB("select cast(unix_timestamp(sysdate(3)) * 1000 as signed)");

	private final String timeQuery;

	Dialect(String timeQuery) {
		this.timeQuery = timeQuery;
	}

	/**
	 * Returns the query for the time in milliseconds.
	 */
	String timeQuery() {
		return this.timeQuery;
	}

	String schema() {
		return "schema-" + name().toLowerCase(Locale.ROOT) + ".sql";
	}

	static Dialect of(DataSource dataSource) {
		String product = productOf(dataSource);
		for (Dialect dialect : values()) {
			if (dialect.name().equalsIgnoreCase(product)) {
				return dialect;
			}
		}
		throw new IllegalStateException("The outbox supports H2, PostgreSQL and MariaDB, but the database is " + product
				+ "; set resilience.outbox.enabled to false");
	}

	private static String productOf(DataSource dataSource) {
		try {
			return JdbcUtils.extractDatabaseMetaData(dataSource, (metaData) -> metaData.getDatabaseProductName());
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException("The outbox cannot reach its database: " + ex.getMessage(), ex);
		}
	}

}
