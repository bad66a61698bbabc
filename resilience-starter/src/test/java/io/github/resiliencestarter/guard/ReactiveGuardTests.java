package io.github.resiliencestarter.guard;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.failure.Place;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Guard#call(ReactiveCall)}.
 */
class ReactiveGuardTests extends GuardPlacesContract {

	@Override
	String call(Guard guard) throws Exception {
		return call(guard, Function.identity());
	}

	@Override
	String call(Guard guard, Duration timeLeft) throws Exception {
		Deadline deadline = Deadline.after(timeLeft, this.fixture::nanos);
		return call(guard, (context) -> CurrentDeadline.put(context, deadline));
	}

	@Override
	String call(Guard guard, Enclosing enclosing) throws Throwable {
		return call(guard, enclosing::put);
	}

	private String call(Guard guard, Function<Context, Context> context) throws Exception {
		CompletableFuture<String> future = guard.call(new ScriptedCall(this.script)).contextWrite(context).toFuture();
		long before = this.fixture.nanos();
		while (!future.isDone() && this.fixture.nanos() - before < TimeUnit.MINUTES.toNanos(1)) {
			this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(1));
		}
		try {
			return future.get(0, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
	}

	@Test
	void givesBackWhatItHoldsWhenCancelledDuringAnAttempt() {
		Disposable subscription = this.fixture.guard().call(new ScriptedCall(this.script) {

			@Override
			public Mono<String> attempt(Attempt attempt) {
				return Mono.never();
			}

		}).subscribe();
		assertThat(this.fixture.freeInBulkhead()).isOne();
		subscription.dispose();
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(this.fixture.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
		assertThat(this.fixture.events).containsExactly("attempt 1 Unrelated", "call ERROR 0");
	}

	@Test
	void triesNoMoreWhenCancelledDuringAPause() {
		this.script.fail().succeed("never");
		Disposable subscription = this.fixture.guard().call(new ScriptedCall(this.script)).subscribe();
		this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(50));
		subscription.dispose();
		this.fixture.scheduler.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "call ERROR 50");
		assertThat(this.script.steps).hasSize(1);
	}

	@Test
	void hasRoomForARetryAfterOthersWereCanceled() throws Exception {
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToDisabledState();
		for (int i = 0; i < RetryRoom.MIN; i++) {
			this.script.fail();
			Disposable duringPause = guard.call(new ScriptedCall(this.script)).subscribe();
			this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(50));
			duringPause.dispose();
			Disposable duringRetry = guard.call(new HangingRetry()).subscribe();
			this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(100));
			duringRetry.dispose();
		}
		this.script.fail().succeed("a");
		assertThat(call(guard)).isEqualTo("a");
	}

	@Test
	void retriesDoNotFillTheBulkhead() {
		this.fixture.bulkheads.bulkhead(GuardFixture.TARGET, "roomy");
		Guard guard = this.fixture.guard();
		this.fixture.breaker().transitionToDisabledState();
		List<Disposable> calls = new ArrayList<>();
		for (int i = 0; i < 16; i++) {
			calls.add(guard.call(new HangingRetry()).onErrorComplete().subscribe());
		}
		this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(100));
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(10);
		assertThat(this.fixture.events.stream().filter("rejected BUDGET"::equals)).hasSize(6);
		calls.forEach(Disposable::dispose);
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(20);
	}

	@Test
	void endsTheCallWhenCanceledWhileABadResultIsDiscarded() {
		this.script.failAt("a", true).succeedAt("b", "bad").succeed("never");
		Disposable subscription = this.fixture.guard().call(new ScriptedCall(this.script) {

			@Override
			public Mono<Void> discard(String result) {
				return Mono.never();
			}

		}).subscribe();
		this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(100));
		subscription.dispose();
		this.fixture.scheduler.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(this.fixture.breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(2);
		assertThat(this.fixture.events).containsExactly("attempt 1 Failure", "attempt 2 Failure", "call ERROR 100");
	}

	@Test
	void completesEmptyWhenTheAttemptDoes() {
		Mono<String> empty = this.fixture.guard().call(new ScriptedCall(this.script) {

			@Override
			public Mono<String> attempt(Attempt attempt) {
				return Mono.empty();
			}

		});
		assertThat(empty.blockOptional()).isEmpty();
		assertThat(this.fixture.events).containsExactly("attempt 1 Success", "call SUCCESS 0");
	}

	@Test
	void spendsNoBudgetOnARetryThatCompletesEmpty() {
		Guard guard = this.fixture.guard();
		double before = guard.availableRetries();
		Mono<String> empty = guard.call(new ScriptedCall(this.script) {

			@Override
			public Mono<String> attempt(Attempt attempt) {
				return attempt.isRetry() ? Mono.empty() : Mono.error(new IOException("failed"));
			}

		});
		CompletableFuture<String> future = empty.toFuture();
		this.fixture.scheduler.advanceTimeBy(Duration.ofMillis(100));
		assertThat(future).isCompletedWithValue(null);
		assertThat(guard.availableRetries()).isEqualTo(before + 0.2);
	}

	@Test
	void startsAnewForEachSubscription() {
		this.script.succeed("a").succeed("b");
		Mono<String> call = this.fixture.guard().call(new ScriptedCall(this.script));
		assertThat(call.block()).isEqualTo("a");
		assertThat(call.block()).isEqualTo("b");
	}

	/**
	 * The first attempt fails, the second one never ends.
	 */
	private final class HangingRetry extends ScriptedCall {

		HangingRetry() {
			super(ReactiveGuardTests.this.script);
		}

		@Override
		public Mono<String> attempt(Attempt attempt) {
			return attempt.isRetry() ? Mono.never() : Mono.error(new IOException("failed"));
		}

	}

	private static class ScriptedCall implements ReactiveCall<String> {

		private final Script script;

		ScriptedCall(Script script) {
			this.script = script;
		}

		@Override
		public Mono<String> attempt(Attempt attempt) {
			return Mono.fromCallable(() -> this.script.run(attempt));
		}

		@Override
		public Mono<Void> discard(String result) {
			return Mono.fromRunnable(() -> this.script.discarded.add(result));
		}

		@Override
		public Outcome outcomeOf(String result) {
			return this.script.outcomeOf(result);
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return this.script.outcomeOf(error);
		}

		@Override
		public @Nullable Place placeOf(Attempt attempt) {
			return this.script.place();
		}

		@Override
		public @Nullable CallEnd end() {
			return this.script.callEnd;
		}

		@Override
		public String deliver(String result, Completion completion) {
			return this.script.deliver(result, completion);
		}

	}

}
