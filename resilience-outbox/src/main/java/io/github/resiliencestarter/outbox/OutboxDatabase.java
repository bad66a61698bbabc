package io.github.resiliencestarter.outbox;

import java.util.function.LongSupplier;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Database of the outbox.
 *
 * @param dataSource the data source
 * @param dialect the kind of database
 * @param jdbc access that takes part in the transactions of callers
 * @param transactions transactions of the database alone
 * @param clock the clock of the database
 */
record OutboxDatabase(DataSource dataSource, Dialect dialect, JdbcTemplate jdbc, TransactionOperations transactions,
		DatabaseClock clock) {

	/**
	 * Opens the database, and creates the tables if necessary.
	 * @param dataSource the data source
	 * @param mode when to create the tables
	 * @param nanoClock the monotonic clock
	 * @return the database
	 */
	static OutboxDatabase open(DataSource dataSource, DatabaseInitializationMode mode, LongSupplier nanoClock) {
		Dialect dialect = Dialect.of(dataSource);
		if (mode == DatabaseInitializationMode.ALWAYS
				|| (mode == DatabaseInitializationMode.EMBEDDED && EmbeddedDatabaseConnection.isEmbedded(dataSource))) {
			DatabasePopulatorUtils.execute(
					new ResourceDatabasePopulator(new ClassPathResource(dialect.schema(), OutboxDatabase.class)),
					dataSource);
		}
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		checkTables(jdbc, dialect);
		DatabaseClock clock = new DatabaseClock(() -> time(jdbc, dialect), nanoClock);
		return new OutboxDatabase(dataSource, dialect, jdbc,
				new TransactionTemplate(new JdbcTransactionManager(dataSource)), clock);
	}

	private static void checkTables(JdbcTemplate jdbc, Dialect dialect) {
		try {
			jdbc.queryForList(
					"select m.seq, d.id, l.version from resilience_outbox_message m, resilience_outbox_dead d, "
							+ "resilience_outbox_lane l where 1 = 0");
		}
		catch (DataAccessException ex) {
			throw new IllegalStateException("The outbox has no tables. Create them with the script "
					+ OutboxDatabase.class.getPackageName().replace('.', '/') + "/" + dialect.schema()
					+ " of resilience-outbox, or set resilience.outbox.initialize-schema to 'always'", ex);
		}
	}

	private static long time(JdbcTemplate jdbc, Dialect dialect) {
		Long millis = jdbc.queryForObject(dialect.timeQuery(), Long.class);
		if (millis == null) {
			throw new IllegalStateException("The database has no time");
		}
		return millis;
	}

}
