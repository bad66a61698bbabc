package io.github.resiliencestarter.outbox;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;

/**
 * Query with which db-scheduler picks lanes. It leaves out those whose gate is shut and
 * those without messages, so that neither costs a claim.
 */
class GatedQueries extends DefaultJdbcCustomization {

	private static final String HAS_MESSAGES = " and exists (select 1 from resilience_outbox_message m "
			+ "where m.lane = task_instance) ";

	private final Supplier<List<String>> shutLanes;

	GatedQueries(boolean inUtc, Supplier<List<String>> shutLanes) {
		super(inUtc);
		this.shutLanes = shutLanes;
	}

	@Override
	public String getName() {
		return "outbox";
	}

	@Override
	public String getQueryLimitPart(int limit) {
		return " limit " + limit;
	}

	@Override
	public boolean supportsGenericLockAndFetch() {
		return true;
	}

	// The names of targets are checked: they contain nothing that would have to be quoted
	@Override
	public String createGenericSelectForUpdateQuery(String tableName, int limit, String requiredAndCondition,
			boolean orderByPriority) {
		List<String> shut = this.shutLanes.get();
		String open = shut.isEmpty() ? ""
				: shut.stream().collect(Collectors.joining("', '", " and task_instance not in ('", "')"));
		return "select * from " + tableName + " where picked = ? and execution_time <= ? " + requiredAndCondition + open
				+ HAS_MESSAGES + "order by execution_time" + getQueryLimitPart(limit) + " for update skip locked";
	}

}
