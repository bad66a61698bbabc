package io.github.resiliencestarter.outbox;

/**
 * Contract of the outbox with MariaDB.
 */
class MariaDbIT extends AbstractDatabaseIT {

	@Override
	Server startServer() {
		return new MariaDb();
	}

}
