package io.github.resiliencestarter.outbox;

import java.util.function.LongSupplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Database of the outbox.
 *
 * @param dataSource the data source
 * @param dialect the kind of database
 * @param jdbc access that takes part in the transactions of callers
 * @param transactions the transactions of callers, or else of the database alone
 * @param clock the clock of the database
 */
record OutboxDatabase(DataSource dataSource, Dialect dialect, JdbcTemplate jdbc, TransactionOperations transactions,
		DatabaseClock clock) {

	private static final int CREATION_ATTEMPTS = 10;

	/**
	 * Opens the database, and creates the tables if necessary.
	 * @param dataSource the data source
	 * @param mode when to create the tables
	 * @param nanoClock the monotonic clock
	 * @return the database
	 */
	static OutboxDatabase open(DataSource dataSource, DatabaseInitializationMode mode, LongSupplier nanoClock) {
		Dialect dialect = Dialect.of(dataSource);
		ScriptException failure = null;
		if (mode == DatabaseInitializationMode.ALWAYS
				|| (mode == DatabaseInitializationMode.EMBEDDED && EmbeddedDatabaseConnection.isEmbedded(dataSource))) {
			failure = createTables(dataSource, dialect);
		}
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		checkTables(jdbc, dialect, failure);
		DatabaseClock clock = new DatabaseClock(() -> time(jdbc, dialect), nanoClock);
		return new OutboxDatabase(dataSource, dialect, jdbc,
				new JoiningTransactions(new TransactionTemplate(new JdbcTransactionManager(dataSource))), clock);
	}

	/**
	 * Creates the tables. If other nodes do so at the same time, their statements fail
	 * one another, but each attempt comes further.
	 * @return the last failure, or {@code null}
	 */
	private static @Nullable ScriptException createTables(DataSource dataSource, Dialect dialect) {
		ResourceDatabasePopulator script = new ResourceDatabasePopulator(
				new ClassPathResource(dialect.schema(), OutboxDatabase.class));
		ScriptException failure = null;
		for (int i = 0; i < CREATION_ATTEMPTS; i++) {
			try {
				DatabasePopulatorUtils.execute(script, dataSource);
				return null;
			}
			catch (ScriptException ex) {
				failure = ex;
			}
		}
		return failure;
	}

	private static void checkTables(JdbcTemplate jdbc, Dialect dialect, @Nullable ScriptException failure) {
		try {
			jdbc.queryForList(
					"select m.seq, d.id, l.version from resilience_outbox_message m, resilience_outbox_dead d, "
							+ "resilience_outbox_lane l where 1 = 0");
		}
		catch (DataAccessException ex) {
			if (failure != null) {
				throw new IllegalStateException("The tables of the outbox could not be created", failure);
			}
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
