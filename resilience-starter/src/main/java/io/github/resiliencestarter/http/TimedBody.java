package io.github.resiliencestarter.http;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Completion;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Body of a reactive response with a timeout for the time that the caller waits for the
 * target, which is while it has requested more than it has received. The time that it
 * spends on processing does not count.
 * <p>
 * If a body is still open when the timeout expires but nobody waits for it, its caller is
 * slow or has not consumed it. It then releases the permissions of the guard and stays
 * open.
 */
class TimedBody {

	private final Attempt attempt;

	private final Completion completion;

	private final Scheduler scheduler;

	private final Supplier<? extends Throwable> timeout;

	private final Sinks.Empty<Void> timeIsUp = Sinks.empty();

	private @Nullable Disposable alarm;

	private boolean ended;

	private volatile @Nullable Subscription source;

	/**
	 * Create a body whose time runs while data is requested.
	 * @param attempt the attempt
	 * @param completion to be called when the body has ended, or at the latest when the
	 * timeout expires
	 * @param scheduler the scheduler for the timeout
	 * @param timeout creates the timeout error
	 */
	TimedBody(Attempt attempt, Completion completion, Scheduler scheduler, Supplier<? extends Throwable> timeout) {
		this.attempt = attempt;
		this.completion = completion;
		this.scheduler = scheduler;
		this.timeout = timeout;
		attempt.pause();
		arm();
	}

	Flux<DataBuffer> watch(Flux<DataBuffer> body) {
		return body.doOnSubscribe((subscription) -> this.source = subscription)
			.takeUntilOther(this.timeIsUp.asMono())
			.doOnComplete(() -> ended(null))
			.doOnError(this::ended)
			.doOnCancel(() -> ended(null))
			.transform(Operators.<DataBuffer, DataBuffer>lift((source, actual) -> new Watcher(actual)));
	}

	private synchronized void arm() {
		this.alarm = this.scheduler.schedule(this::expire, this.attempt.timeLeft().toNanos(), TimeUnit.NANOSECONDS);
	}

	private synchronized void waits() {
		if (!this.ended) {
			this.attempt.resume();
			if (this.alarm == null) {
				arm();
			}
		}
	}

	private void expire() {
		synchronized (this) {
			this.alarm = null;
			if (this.ended) {
				return;
			}
			if (!this.attempt.isPaused() && !this.attempt.timeLeft().isZero()) {
				arm();
				return;
			}
		}
		if (!this.attempt.timeLeft().isZero()) {
			this.completion.ended(null);
			return;
		}
		Throwable error = this.timeout.get();
		ended(error);
		this.timeIsUp.tryEmitError(error);
		cancelSource();
	}

	// takeUntilOther does not cancel on an error: the connection would stay busy until
	// the body ends
	private void cancelSource() {
		Subscription source = this.source;
		if (source != null) {
			source.cancel();
		}
	}

	private void ended(@Nullable Throwable error) {
		synchronized (this) {
			this.ended = true;
			if (this.alarm != null) {
				this.alarm.dispose();
			}
		}
		this.completion.ended(error);
	}

	/**
	 * Subscriber between the caller and the body.
	 */
	private final class Watcher implements CoreSubscriber<DataBuffer>, Subscription {

		private final CoreSubscriber<? super DataBuffer> actual;

		private final AtomicLong demand = new AtomicLong();

		private volatile boolean delivering;

		private @Nullable Subscription subscription;

		Watcher(CoreSubscriber<? super DataBuffer> actual) {
			this.actual = actual;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			this.actual.onSubscribe(this);
		}

		@Override
		public void request(long count) {
			this.demand.accumulateAndGet(count, Operators::addCap);
			if (!this.delivering) {
				waits();
			}
			subscription().request(count);
		}

		@Override
		public void cancel() {
			subscription().cancel();
		}

		@Override
		public void onNext(DataBuffer buffer) {
			this.delivering = true;
			TimedBody.this.attempt.pause();
			try {
				this.actual.onNext(buffer);
			}
			finally {
				this.delivering = false;
				if (this.demand.updateAndGet(Watcher::less) > 0) {
					waits();
				}
			}
		}

		private static long less(long demand) {
			return (demand == Long.MAX_VALUE || demand == 0) ? demand : demand - 1;
		}

		@Override
		public void onError(Throwable error) {
			this.actual.onError(error);
		}

		@Override
		public void onComplete() {
			this.actual.onComplete();
		}

		private Subscription subscription() {
			return Objects.requireNonNull(this.subscription);
		}

	}

}
