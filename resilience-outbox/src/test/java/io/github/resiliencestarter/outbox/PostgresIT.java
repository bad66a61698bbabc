package io.github.resiliencestarter.outbox;

import java.util.List;

/**
 * Contract of the outbox with PostgreSQL.
 */
class PostgresIT extends AbstractDatabaseIT {

	@Override
	Server startServer() {
		return new Postgres();
	}

	@Override
	List<SenderProcess.CrashAt> steps() {
		return List.of(SenderProcess.CrashAt.values());
	}

}
