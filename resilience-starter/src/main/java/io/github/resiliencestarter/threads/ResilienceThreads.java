package io.github.resiliencestarter.threads;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Owner of the starter's threads. A thread starts with the first task that needs it; all
 * end when the context stops, and can start again when it is restarted.
 * <p>
 * Neither this bean nor its pools are beans of a type such as {@link Executor}, because
 * Spring Boot's own executor and scheduler back off if there is one. Thread-safe.
 */
public final class ResilienceThreads implements SmartLifecycle, DisposableBean {

	/**
	 * Phase of this bean. It starts first and stops last, because other services are
	 * called until then.
	 */
	public static final int PHASE = Integer.MIN_VALUE;

	private static final Future<?> NEVER = CompletableFuture.completedFuture(null);

	private final List<LazyPool<?>> pools = new CopyOnWriteArrayList<>();

	private final boolean virtual;

	private final LazyPool<ScheduledExecutorService> timer;

	private final LazyPool<ScheduledExecutorService> scheduler;

	private final LazyPool<Executor> workers;

	private final LazyPool<Executor> aborters;

	private final LazyPool<Executor> hedgers;

	private volatile boolean running;

	/**
	 * Creates the owner of the threads, but no thread yet.
	 * @param virtual whether to use virtual threads where a pool can have them
	 */
	public ResilienceThreads(boolean virtual) {
		this.virtual = virtual;
		this.timer = add(Pool.TIMER, () -> OpenPool.ofScheduler(Pool.TIMER));
		this.scheduler = add(Pool.SCHEDULER, () -> OpenPool.ofScheduler(Pool.SCHEDULER));
		this.workers = executors(Pool.WORKER, Pool.WORKER.maxThreads(), new ThreadPoolExecutor.AbortPolicy());
		this.aborters = executors(Pool.ABORTER, Pool.ABORTER.maxThreads(), new ThreadPoolExecutor.AbortPolicy());
		this.hedgers = executors(Pool.HEDGER, Pool.HEDGER.maxThreads(), new ThreadPoolExecutor.AbortPolicy());
	}

	private LazyPool<Executor> executors(Pool pool, int maxThreads, RejectedExecutionHandler whenBusy) {
		boolean virtual = this.virtual && pool.canBeVirtual();
		return add(pool,
				() -> virtual ? OpenPool.ofVirtualThreads(pool) : OpenPool.ofThreads(pool, maxThreads, whenBusy));
	}

	private <E extends Executor> LazyPool<E> add(Pool pool, Supplier<OpenPool<E>> opening) {
		LazyPool<E> lazy = new LazyPool<>(pool, opening);
		this.pools.add(lazy);
		return lazy;
	}

	/**
	 * Returns an executor of tasks that may block. It rejects tasks while the context is
	 * stopped.
	 * @return the executor
	 */
	public Executor workers() {
		return (task) -> this.workers.executor().execute(task);
	}

	/**
	 * Returns an executor of aborts, a few at a time. It rejects tasks while the context
	 * is stopped.
	 * @return the executor
	 */
	public Executor aborters() {
		return (task) -> this.aborters.executor().execute(task);
	}

	/**
	 * Returns an executor of second requests. It rejects a task if all threads are busy,
	 * or while the context is stopped. Virtual threads have no limit.
	 * @return the executor
	 */
	public Executor hedgers() {
		return (task) -> this.hedgers.executor().execute(task);
	}

	/**
	 * Returns an executor of tasks that a caller waits for. Instead of letting a task
	 * wait for a thread, it rejects the task. Virtual threads have no limit.
	 * @param maxThreads the maximum number of threads
	 * @param whenBusy the message if all of them are busy
	 * @return the executor
	 */
	public Executor limited(int maxThreads, String whenBusy) {
		LazyPool<Executor> limited = executors(Pool.LIMITED, maxThreads, (task, pool) -> {
			throw new RejectedExecutionException(whenBusy);
		});
		return (task) -> limited.executor().execute(task);
	}

	/**
	 * Returns the scheduler of tasks that do not block.
	 * @return the scheduler, to be requested for each use
	 */
	public ScheduledExecutorService scheduler() {
		return this.scheduler.executor();
	}

	/**
	 * Hands a task to an executor after a delay.
	 * @param task the task
	 * @param delay the delay
	 * @param executor the executor, such as {@link #workers()}
	 * @return the scheduled task; a task that is scheduled while the context is stopped
	 * never runs
	 */
	public Future<?> schedule(Runnable task, Duration delay, Executor executor) {
		try {
			return this.timer.executor().schedule(() -> executor.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			return NEVER;
		}
	}

	@Override
	public void start() {
		this.pools.forEach(LazyPool::start);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.pools.forEach(LazyPool::stop);
	}

	/**
	 * Ends the threads of a context that has failed to start, and so does not stop.
	 */
	@Override
	public void destroy() {
		stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
