package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/**
 * Guard of the calls to one target.
 *
 * <pre>
 * deadline( retry + budget( breaker( bulkhead + limit( attempt ))))
 * </pre>
 *
 * Breaker, retry and bulkhead are Resilience4j's instances named after the target, with
 * their own configuration. The order and the rules are in one place for blocking and
 * reactive calls; this class only waits and runs. Safe for use by many threads.
 */
public final class Guard {

	private final String target;

	private final GuardSettings settings;

	private final long timeout;

	private final long attemptTimeout;

	private final Engines.Registries registries;

	private final GuardListeners listener;

	private final GuardTime time;

	private final RetryBudget budget;

	private final @Nullable ConcurrencyLimit limit;

	private final OpenPeriod openPeriod;

	private final UserRules userRules;

	private volatile Engines engines;

	Guard(String target, GuardSettings settings, Engines.Registries registries, GuardListeners listener,
			GuardTime time) {
		this.target = target;
		this.settings = settings;
		this.timeout = settings.timeout().toNanos();
		this.attemptTimeout = settings.attemptTimeout().toNanos();
		this.registries = registries;
		this.listener = listener;
		this.time = time;
		this.budget = new RetryBudget(settings.retryBudget(), time.nanoClock().getAsLong());
		this.limit = settings.adaptiveLimit() ? new ConcurrencyLimit(target, this.attemptTimeout) : null;
		this.userRules = new UserRules(target);
		this.openPeriod = new OpenPeriod(time.nanoClock());
		this.engines = lookUp();
	}

	/**
	 * Make a call on this thread.
	 * @param call the call
	 * @param <T> the type of its result
	 * @return the result of the attempt that succeeded, or of the last one
	 * @throws CallRejectedException if the guard says no
	 * @throws InterruptedException if interrupted between two attempts
	 * @throws Exception what the last attempt has thrown
	 */
	public <T> T call(BlockingCall<T> call) throws Exception {
		Execution<T> execution = new Execution<>(this, call, CurrentDeadline.get(), Enclosing.current());
		while (true) {
			Execution<T>.Passage passage = execution.enter();
			T result;
			try {
				result = call.attempt(passage);
			}
			catch (Throwable ex) {
				long pause = execution.failed(passage, ex);
				if (pause == RetryDecision.NO_RETRY) {
					throw sneaky(execution.failure(ex));
				}
				pause(execution, pause);
				continue;
			}
			long pause = execution.returned(passage, result);
			if (pause == RetryDecision.NO_RETRY) {
				return execution.deliver(passage, result);
			}
			call.discard(result);
			passage.release();
			pause(execution, pause);
		}
	}

	private void pause(Execution<?> execution, long nanos) throws InterruptedException {
		try {
			this.time.sleeper().sleep(Duration.ofNanos(nanos));
		}
		catch (InterruptedException ex) {
			execution.abandoned();
			throw ex;
		}
	}

	/**
	 * Make a call when subscribed to.
	 * @param call the call
	 * @param <T> the type of its result
	 * @return the result of the attempt that succeeded, or of the last one; fails with
	 * {@link CallRejectedException} if the guard says no
	 */
	public <T> Mono<T> call(ReactiveCall<T> call) {
		return Mono.deferContextual((context) -> attempt(call,
				new Execution<>(this, call, CurrentDeadline.get(context), Enclosing.current(context))));
	}

	private <T> Mono<T> attempt(ReactiveCall<T> call, Execution<T> execution) {
		return Mono.defer(() -> {
			Execution<T>.Passage passage = execution.enter();
			return call.attempt(passage)
				.doOnCancel(() -> execution.abandoned(passage))
				.materialize()
				.flatMap((signal) -> settled(call, execution, passage, signal));
		});
	}

	private <T> Mono<T> settled(ReactiveCall<T> call, Execution<T> execution, Execution<T>.Passage passage,
			Signal<T> signal) {
		if (signal.getThrowable() != null) {
			return failed(call, execution, passage, signal.getThrowable());
		}
		T result = signal.get();
		if (result != null) {
			return returned(call, execution, passage, result);
		}
		execution.returnedNothing(passage);
		return Mono.empty();
	}

	private <T> Mono<T> returned(ReactiveCall<T> call, Execution<T> execution, Execution<T>.Passage passage, T result) {
		long pause = execution.returned(passage, result);
		if (pause == RetryDecision.NO_RETRY) {
			return Mono.fromSupplier(() -> execution.deliver(passage, result));
		}
		return call.discard(result)
			.doFinally((signal) -> passage.release())
			.then(pauseThenAttempt(call, execution, pause));
	}

	private <T> Mono<T> failed(ReactiveCall<T> call, Execution<T> execution, Execution<T>.Passage passage,
			Throwable error) {
		long pause = execution.failed(passage, error);
		if (pause == RetryDecision.NO_RETRY) {
			return Mono.error(() -> execution.failure(error));
		}
		return pauseThenAttempt(call, execution, pause);
	}

	private <T> Mono<T> pauseThenAttempt(ReactiveCall<T> call, Execution<T> execution, long nanos) {
		return Mono.delay(Duration.ofNanos(nanos), this.time.scheduler())
			.doOnCancel(() -> execution.abandoned())
			.then(attempt(call, execution));
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <E extends Throwable> E sneaky(Throwable error) throws E {
		throw (E) error;
	}

	/**
	 * Return the target of the calls.
	 * @return the target
	 */
	public String target() {
		return this.target;
	}

	/**
	 * Return the settings of the calls.
	 * @return the settings
	 */
	public GuardSettings settings() {
		return this.settings;
	}

	/**
	 * Return the retries that the budget allows at the moment.
	 * @return the number of retries
	 */
	public double availableRetries() {
		return this.budget.available(now());
	}

	/**
	 * Return the attempts that the adaptive limit allows to be in flight at the moment.
	 * @return the number of attempts, positive infinity if there is no limit
	 */
	public double concurrencyLimit() {
		return (this.limit != null) ? this.limit.current(now()) : Double.POSITIVE_INFINITY;
	}

	Engines engines() {
		Engines engines = this.engines;
		if (engines.revision() != this.registries.revision().current()) {
			engines = lookUp();
			this.engines = engines;
		}
		return engines;
	}

	private Engines lookUp() {
		Engines engines = this.registries.lookUp(this.target);
		this.openPeriod.observe(engines.breaker());
		return engines;
	}

	RetryBudget budget() {
		return this.budget;
	}

	@Nullable ConcurrencyLimit limit() {
		return this.limit;
	}

	OpenPeriod openPeriod() {
		return this.openPeriod;
	}

	UserRules userRules() {
		return this.userRules;
	}

	GuardListeners listener() {
		return this.listener;
	}

	LongSupplier nanoClock() {
		return this.time.nanoClock();
	}

	long now() {
		return this.time.nanoClock().getAsLong();
	}

	long timeout() {
		return this.timeout;
	}

	long attemptTimeout() {
		return this.attemptTimeout;
	}

}
