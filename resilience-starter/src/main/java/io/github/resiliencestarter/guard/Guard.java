package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.engines.Engines;
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
 * their own configuration. {@link GuardedCall} and {@link Gates} hold the order and the
 * rules for blocking and reactive calls alike; this class only runs and waits. Safe for
 * use by many threads.
 */
public final class Guard {

	private static final AtomicReferenceFieldUpdater<Guard, Gates> GATES = AtomicReferenceFieldUpdater
		.newUpdater(Guard.class, Gates.class, "gates");

	private final String target;

	private final Engines engines;

	private final GuardTime time;

	// The only state of a call's path: settings and engines at one point in time
	private volatile Gates gates;

	Guard(String target, GuardSettings settings, Engines engines, GuardListeners listener, GuardTime time) {
		this.target = target;
		this.engines = engines;
		this.time = time;
		this.gates = Gates.of(GuardParts.of(target, settings, listener, time.nanoClock()), engines.ofTarget(target));
	}

	/**
	 * Makes a call on this thread.
	 * @param call the call
	 * @param <T> the type of its result
	 * @return the result of the attempt that succeeded, or of the last one
	 * @throws CallRejectedException if the guard rejects the call
	 * @throws InterruptedException if interrupted between two attempts
	 * @throws Exception the failure of the last attempt
	 */
	public <T> T call(BlockingCall<T> call) throws Exception {
		GuardedCall<T> guarded = new GuardedCall<>(gates(), call, CurrentDeadline.get(), Enclosing.current());
		while (true) {
			Passage passage = guarded.enter();
			T result;
			try {
				result = call.attempt(passage);
			}
			catch (Throwable ex) {
				long pause = guarded.failed(passage, ex);
				if (pause == RetryDecision.NO_RETRY) {
					throw sneaky(guarded.failure(ex));
				}
				pause(guarded, pause);
				continue;
			}
			long pause = guarded.returned(passage, result);
			if (pause == RetryDecision.NO_RETRY) {
				return guarded.deliver(passage, result);
			}
			call.discard(result);
			passage.discarded();
			pause(guarded, pause);
		}
	}

	private void pause(GuardedCall<?> guarded, long nanos) throws InterruptedException {
		try {
			this.time.sleeper().sleep(Duration.ofNanos(nanos));
		}
		catch (InterruptedException ex) {
			guarded.canceled();
			throw ex;
		}
	}

	/**
	 * Makes a call when subscribed to.
	 * @param call the call
	 * @param <T> the type of its result
	 * @return the result of the attempt that succeeded, or of the last one; fails with
	 * {@link CallRejectedException} if the guard rejects the call
	 */
	public <T> Mono<T> call(ReactiveCall<T> call) {
		return Mono.deferContextual((context) -> attempt(call,
				new GuardedCall<>(gates(), call, CurrentDeadline.get(context), Enclosing.current(context))));
	}

	private <T> Mono<T> attempt(ReactiveCall<T> call, GuardedCall<T> guarded) {
		return Mono.defer(() -> {
			Passage passage = guarded.enter();
			return call.attempt(passage)
				.doOnCancel(() -> guarded.canceled(passage))
				.materialize()
				.flatMap((signal) -> settled(call, guarded, passage, signal));
		});
	}

	private <T> Mono<T> settled(ReactiveCall<T> call, GuardedCall<T> guarded, Passage passage, Signal<T> signal) {
		passage.end();
		if (signal.getThrowable() != null) {
			return failed(call, guarded, passage, signal.getThrowable());
		}
		T result = signal.get();
		if (result != null) {
			return returned(call, guarded, passage, result);
		}
		guarded.returnedNothing(passage);
		return Mono.empty();
	}

	private <T> Mono<T> returned(ReactiveCall<T> call, GuardedCall<T> guarded, Passage passage, T result) {
		long pause = guarded.returned(passage, result);
		if (pause == RetryDecision.NO_RETRY) {
			return Mono.fromSupplier(() -> guarded.deliver(passage, result));
		}
		return call.discard(result)
			.doOnCancel(guarded::canceled)
			.doFinally((signal) -> passage.discarded())
			.then(pauseThenAttempt(call, guarded, pause));
	}

	private <T> Mono<T> failed(ReactiveCall<T> call, GuardedCall<T> guarded, Passage passage, Throwable error) {
		long pause = guarded.failed(passage, error);
		if (pause == RetryDecision.NO_RETRY) {
			return Mono.error(() -> guarded.failure(error));
		}
		return pauseThenAttempt(call, guarded, pause);
	}

	private <T> Mono<T> pauseThenAttempt(ReactiveCall<T> call, GuardedCall<T> guarded, long nanos) {
		return Mono.delay(Duration.ofNanos(nanos), this.time.scheduler().get())
			.doOnCancel(guarded::canceled)
			.then(attempt(call, guarded));
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <E extends Throwable> E sneaky(Throwable error) throws E {
		throw (E) error;
	}

	Gates gates() {
		Gates gates = this.gates;
		return (gates.engines().revision() == this.engines.revision()) ? gates : lookUpAgain(gates);
	}

	// Never replaces gates with other settings, which another thread may just have
	// published
	private Gates lookUpAgain(Gates outdated) {
		Gates current = Gates.of(outdated.parts(), this.engines.ofTarget(this.target));
		return GATES.compareAndSet(this, outdated, current) ? current : this.gates;
	}

	/**
	 * Changes the settings from the next call on. Calls in flight end with those that
	 * they began with; budget, limit and what is in flight are kept. Called by one thread
	 * at a time.
	 * @param settings the settings
	 */
	void change(GuardSettings settings) {
		GuardParts changed = this.gates.parts().with(settings);
		this.gates = Gates.of(changed, this.engines.ofTarget(this.target));
	}

	private GuardParts parts() {
		return this.gates.parts();
	}

	/**
	 * Returns the deadline of a call that begins now: its timeout, or the deadline of the
	 * request if that is earlier.
	 * @return the deadline
	 */
	public Deadline deadlineOfCall() {
		Duration timeout = settings().timeout();
		Deadline outer = CurrentDeadline.get();
		Duration left = (outer != null) ? outer.timeLeft() : timeout;
		return Deadline.after((left.compareTo(timeout) < 0) ? left : timeout, parts().nanoClock());
	}

	/**
	 * Returns the target of the calls.
	 * @return the target
	 */
	public String target() {
		return this.target;
	}

	/**
	 * Returns the settings of the calls that begin now.
	 * @return the settings
	 */
	public GuardSettings settings() {
		return parts().settings();
	}

	/**
	 * Returns the number of retries that the budget currently allows.
	 * @return the number of retries
	 */
	public double availableRetries() {
		GuardParts parts = parts();
		return parts.budget().available(parts.now());
	}

	/**
	 * Returns the number of attempts that the adaptive limit currently allows to be in
	 * flight.
	 * @return the number of attempts, positive infinity if there is no limit
	 */
	public double concurrencyLimit() {
		ConcurrencyLimit limit = limit();
		return (limit != null) ? limit.current(parts().now()) : Double.POSITIVE_INFINITY;
	}

	@Nullable ConcurrencyLimit limit() {
		return parts().limit();
	}

}
