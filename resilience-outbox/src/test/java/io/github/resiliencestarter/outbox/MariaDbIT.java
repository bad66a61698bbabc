package io.github.resiliencestarter.outbox;

import java.util.List;

/**
 * Contract of the outbox with MariaDB.
 */
class MariaDbIT extends AbstractDatabaseIT {

	@Override
	Server startServer() {
		return new MariaDb();
	}

	@Override
	List<SenderProcess.CrashAt> steps() {
		return List.of(SenderProcess.CrashAt.STORING, SenderProcess.CrashAt.SENDING);
	}

}
