package io.github.resiliencestarter.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.Verdict;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Target of calls that are made by any code: a database, a cache, or another protocol.
 * Calls pass the same gates as those of HTTP clients. Immutable.
 * <p>
 * Exceptions are judged like those of annotated methods: each counts against the target
 * unless it represents a response, or a
 * {@link io.github.resiliencestarter.failure.VerdictCustomizer} decides otherwise. If
 * calls to the target are not guarded, the code runs once.
 */
public final class GuardedTarget {

	private final String target;

	private final Function<String, @Nullable Guard> guards;

	private final HttpJudge judge;

	private final LongSupplier nanoClock;

	private final boolean idempotent;

	GuardedTarget(String target, Function<String, @Nullable Guard> guards, HttpJudge judge, LongSupplier nanoClock,
			boolean idempotent) {
		this.target = target;
		this.guards = guards;
		this.judge = judge;
		this.nanoClock = nanoClock;
		this.idempotent = idempotent;
	}

	/**
	 * Returns the same target for calls that are safe to repeat, so that they are
	 * retried. Other calls are made once.
	 * @return the target
	 */
	public GuardedTarget idempotent() {
		return new GuardedTarget(this.target, this.guards, this.judge, this.nanoClock, true);
	}

	/**
	 * Makes a call on this thread. The code must end within {@link Attempt#timeLeft()},
	 * for example by a timeout of the library that it uses: nothing aborts it.
	 * @param code the code that makes one attempt
	 * @param <T> the type of the result
	 * @return the result of the attempt that succeeded
	 * @throws CallRejectedException if the guard rejects the call
	 * @throws Exception the failure of the last attempt
	 */
	public <T extends @Nullable Object> T call(AttemptedCall<T> code) throws Exception {
		Guard guard = this.guards.apply(this.target);
		return (guard != null) ? guard.call(new Blocking<>(code)).value() : code.attempt(unguarded());
	}

	/**
	 * Makes an asynchronous call. An attempt that takes longer than its limit fails with
	 * a {@link TimeoutException}, and its future is canceled.
	 * @param code the code that begins one attempt
	 * @param <T> the type of the result
	 * @return the result; canceling it cancels the attempt
	 */
	public <T> CompletableFuture<T> callAsync(Function<Attempt, ? extends CompletionStage<T>> code) {
		Deadline deadline = CurrentDeadline.get();
		return callMono((attempt) -> Mono.<T>fromFuture(() -> code.apply(attempt).toCompletableFuture()))
			.contextWrite((context) -> (deadline != null) ? CurrentDeadline.put(context, deadline) : context)
			.toFuture();
	}

	/**
	 * Makes a call when subscribed to. An attempt that takes longer than its limit is
	 * canceled and fails with a {@link TimeoutException}.
	 * @param code the code that makes one attempt
	 * @param <T> the type of the result
	 * @return the result
	 */
	public <T> Mono<T> callMono(Function<Attempt, Mono<T>> code) {
		return Mono.defer(() -> {
			Guard guard = this.guards.apply(this.target);
			return (guard != null) ? guard.call(new Reactive<>(code)) : code.apply(unguarded());
		});
	}

	private Attempt unguarded() {
		return new Unguarded(this.nanoClock);
	}

	private Outcome outcomeOf(Throwable error) {
		Verdict verdict = this.judge.ofThrown(this.target, error);
		if (verdict == null) {
			return new Outcome.Success(() -> new Outcome.Failure(error, false, null));
		}
		boolean safe = this.idempotent || !verdict.sent();
		boolean repeatable = verdict.repeatable() && safe;
		return switch (verdict.blame()) {
			case CALLER -> new Outcome.Success(() -> new Outcome.Failure(error, safe, verdict.retryAfter()));
			case NOBODY -> (verdict.retryAfter() != null) ? new Outcome.Throttled(error, safe, verdict.retryAfter())
					: new Outcome.Unrelated(error, safe);
			case DEPENDENCY -> new Outcome.DependencyFailure(error, repeatable, verdict.retryAfter());
			case TARGET, INSTANCE -> new Outcome.Failure(error, repeatable, verdict.retryAfter());
		};
	}

	/**
	 * Result of a call, which may be {@code null}.
	 */
	private record Result<T extends @Nullable Object>(T value) {

	}

	private final class Blocking<T extends @Nullable Object> implements BlockingCall<Result<T>> {

		private final AttemptedCall<T> code;

		Blocking(AttemptedCall<T> code) {
			this.code = code;
		}

		@Override
		public Result<T> attempt(Attempt attempt) throws Exception {
			Deadline outer = CurrentDeadline.get();
			CurrentDeadline.replace(attempt.deadlineOfCallsWithin());
			try {
				return new Result<>(this.code.attempt(attempt));
			}
			finally {
				CurrentDeadline.replace(outer);
			}
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			boolean interrupted = error instanceof InterruptedException || Thread.currentThread().isInterrupted();
			return interrupted ? Outcome.UNRELATED : GuardedTarget.this.outcomeOf(error);
		}

	}

	private final class Reactive<T> implements ReactiveCall<T> {

		private final Function<Attempt, Mono<T>> code;

		Reactive(Function<Attempt, Mono<T>> code) {
			this.code = code;
		}

		@Override
		public Mono<T> attempt(Attempt attempt) {
			return Mono.defer(() -> this.code.apply(attempt))
				.timeout(attempt.timeLeft())
				.contextWrite((context) -> CurrentDeadline.put(context, attempt.deadlineOfCallsWithin()));
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return GuardedTarget.this.outcomeOf(error);
		}

	}

	/**
	 * Attempt without a limit of its own.
	 */
	private static final class Unguarded extends Attempt {

		Unguarded(LongSupplier nanoClock) {
			super(1, nanoClock.getAsLong(), nanosLeft(), nanoClock);
		}

		private static long nanosLeft() {
			Deadline deadline = CurrentDeadline.get();
			return (deadline != null) ? deadline.timeLeft().toNanos() : Long.MAX_VALUE;
		}

	}

}
