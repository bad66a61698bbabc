package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.github.resiliencestarter.threads.ResilienceThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Schedules the work on lanes with db-scheduler: a lane is a task instance, which one
 * node at a time holds for a short while.
 */
class LaneScheduler implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(LaneScheduler.class);

	private static final String TABLE = "resilience_outbox_lane";

	private static final String TASK = "resilience-outbox";

	// Much shorter than the time after which others take over a lane
	private static final Duration SLICE = Duration.ofSeconds(1);

	private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(20);

	private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(2);

	private static final int REFRESHES_PER_EXPIRY = 15;

	private static final int MISSED_HEARTBEATS = 4;

	private final LaneWorker worker;

	private final Gates gates;

	private final Backlog backlog;

	private final Parts parts;

	private final CustomTask<Void> task;

	private final Set<String> known = new HashSet<>();

	private volatile @Nullable Scheduler scheduler;

	private volatile boolean available = true;

	private final AtomicBoolean refreshing = new AtomicBoolean();

	// Only an approximate interval: two refreshes may run at once
	private int refreshes;

	LaneScheduler(LaneWorker worker, Gates gates, Backlog backlog, Parts parts) {
		this.worker = worker;
		this.gates = gates;
		this.backlog = backlog;
		this.parts = parts;
		this.task = Tasks.custom(TASK, Void.class)
			.onFailureReschedule(FixedDelay.of(SLICE))
			.onDeadExecutionRevive()
			.execute(this::execute);
	}

	private CompletionHandler<Void> execute(TaskInstance<Void> lane, ExecutionContext context) {
		DatabaseClock clock = this.parts.clock();
		// The time of the pick, because the thread may have waited since then
		long end = context.getExecution().lastHeartbeat.toEpochMilli() + SLICE.toMillis();
		long wait = this.worker.work(lane.getId(),
				() -> clock.millis() < end && !context.getSchedulerState().isShuttingDown());
		return (complete, operations) -> operations.reschedule(complete, clock.now().plusMillis(wait));
	}

	/**
	 * Looks for messages soon, because one has been stored.
	 */
	void stored(String target) {
		Scheduler scheduler = this.scheduler;
		if (scheduler != null) {
			if (isNew(target) && this.refreshing.compareAndSet(false, true)) {
				this.parts.threads().workers().execute(this::refreshOnce);
			}
			scheduler.triggerCheckForDueExecutions();
		}
	}

	private boolean isNew(String target) {
		synchronized (this.known) {
			return !this.known.contains(target);
		}
	}

	@Override
	public void start() {
		Duration heartbeat = this.parts.properties().nodeTimeout().dividedBy(MISSED_HEARTBEATS);
		int threads = this.parts.properties().threads();
		Scheduler scheduler = Scheduler.create(this.parts.dataSource(), this.task)
			.tableName(TABLE)
			.schedulerName(new SchedulerName.Fixed(this.parts.node()))
			.jdbcCustomization(new GatedQueries(this.parts.dialect() == Dialect.MARIADB, this.gates::shutLanes))
			.pollUsingLockAndFetch(0.5, 1)
			.threads(threads)
			.pollingInterval(this.parts.properties().pollInterval())
			.heartbeatInterval(heartbeat)
			.missedHeartbeatsLimit(MISSED_HEARTBEATS)
			.shutdownMaxWait(SHUTDOWN_WAIT)
			.commitWhenAutocommitDisabled(true)
			.failureLogging(LogLevel.DEBUG, false)
			.clock(this.parts.clock())
			.build();
		scheduler.start();
		this.scheduler = scheduler;
		this.parts.properties().targets().keySet().forEach(this.backlog::of);
		refresh();
	}

	private void refresh() {
		if (this.scheduler != null) {
			refreshOnce();
			Future<?> unused = this.parts.threads()
				.schedule(this::refresh, REFRESH_INTERVAL, this.parts.threads().workers());
		}
	}

	private void refreshOnce() {
		this.refreshing.set(false);
		try {
			this.parts.clock().refresh();
			this.backlog.refresh();
			for (String target : this.backlog.targets()) {
				createLanes(target);
			}
			expire();
			setAvailable(true, "");
		}
		catch (RuntimeException ex) {
			setAvailable(false, String.valueOf(ex.getMessage()));
		}
	}

	private void expire() {
		if (this.refreshes++ % REFRESHES_PER_EXPIRY == 0) {
			this.gates.shutTargets().forEach(this.worker::expire);
		}
	}

	// While the database is unavailable, db-scheduler would log each of its polls
	private void setAvailable(boolean available, String reason) {
		Scheduler scheduler = this.scheduler;
		if (scheduler == null || this.available == available) {
			return;
		}
		this.available = available;
		if (available) {
			logger.info("The database of the outbox is available again");
			scheduler.resume();
		}
		else {
			logger.warn("The database of the outbox is unavailable; messages wait: " + reason);
			scheduler.pause();
		}
	}

	private void createLanes(String target) {
		Scheduler scheduler = this.scheduler;
		if (scheduler == null || !isNew(target)) {
			return;
		}
		this.gates.of(target);
		for (int i = 0; i < StoredMessage.LANES; i++) {
			scheduler.scheduleIfNotExists(this.task.instance(StoredMessage.lane(target, i)), this.parts.clock().now());
		}
		this.parts.listener().onTarget(target);
		synchronized (this.known) {
			this.known.add(target);
		}
		scheduler.triggerCheckForDueExecutions();
	}

	@Override
	public void stop() {
		Scheduler scheduler = this.scheduler;
		this.scheduler = null;
		if (scheduler != null) {
			scheduler.stop();
		}
	}

	@Override
	public boolean isRunning() {
		return this.scheduler != null;
	}

	/**
	 * What the scheduler needs beside the worker.
	 *
	 * @param dataSource the database
	 * @param dialect the kind of database
	 * @param clock the clock of the database
	 * @param properties the properties
	 * @param listener is told of targets
	 * @param threads the threads of the starter
	 * @param node the name of this node, different from all others
	 */
	record Parts(DataSource dataSource, Dialect dialect, DatabaseClock clock, OutboxProperties properties,
			OutboxListener listener, ResilienceThreads threads, String node) {

	}

}
