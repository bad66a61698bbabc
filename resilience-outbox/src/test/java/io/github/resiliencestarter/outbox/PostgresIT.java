package io.github.resiliencestarter.outbox;

/**
 * Contract of the outbox with PostgreSQL.
 */
class PostgresIT extends AbstractDatabaseIT {

	@Override
	Server startServer() {
		return new Postgres();
	}

}
