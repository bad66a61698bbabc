package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Hedge;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.http.GuardInterceptor.Exchange;
import io.github.resiliencestarter.http.InterceptedCall.AttemptRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Blocking attempt that sends its request to a second instance if the first does not
 * respond in time. The first request runs on the thread of the caller, as without
 * hedging; only a second one takes another thread.
 * <p>
 * The first good response wins, and the other request is canceled. If neither is good,
 * the result is that of the first.
 */
final class HedgedBlockingRequest {

	private static final Log logger = LogFactory.getLog(HedgedBlockingRequest.class);

	private final InterceptedCall call;

	private final Hedge hedge;

	private final AttemptTimer timer;

	private final Attempt attempt;

	private final Sending first;

	// Prepared on the thread of the caller, because others may change the original
	private final AttemptRequest hedgeRequest;

	// Until the first request has ended or the second is due, whichever is first
	private final AtomicBoolean open = new AtomicBoolean(true);

	// The response to the second request if it wins, or null if it does not
	private final CompletableFuture<@Nullable TimedResponse> answer = new CompletableFuture<>();

	private volatile @Nullable Sending second;

	private volatile @Nullable Attempt secondAttempt;

	HedgedBlockingRequest(InterceptedCall call, Hedge hedge, Attempt attempt, Exchange exchange) {
		this.call = call;
		this.hedge = hedge;
		this.attempt = attempt;
		this.first = new Sending(exchange);
		this.timer = exchange.timer();
		this.hedgeRequest = call.copyOfRequest();
	}

	TimedResponse send(HedgeThreads threads, AttemptRequest request) throws Exception {
		Duration delay = this.hedge.delay();
		Future<?> alarm = (delay != null) ? threads.schedule(this::sendSecond, delay) : null;
		TimedResponse response;
		try {
			response = this.call.send(this.first.exchange, request, this.attempt, false, this.first::begun);
		}
		catch (Throwable ex) {
			TimedResponse better = ended(alarm, false);
			if (better != null) {
				return better;
			}
			throw ex;
		}
		TimedResponse better = ended(alarm, isGood(response));
		if (better != null) {
			response.close();
			return better;
		}
		return response;
	}

	/**
	 * Decides at the end of the first request.
	 * @return the response to the second request if that is to be the result
	 */
	private @Nullable TimedResponse ended(@Nullable Future<?> alarm, boolean good) {
		this.hedge.observe(good);
		if (alarm != null) {
			alarm.cancel(false);
		}
		if (this.open.compareAndSet(true, false)) {
			return null;
		}
		TimedResponse response = good ? this.answer.getNow(null) : await();
		if (response == null && this.answer.complete(null)) {
			giveUpSecond();
		}
		return won(this.answer.join());
	}

	private @Nullable TimedResponse await() {
		try {
			return this.answer.get(this.hedge.timeLeft().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (TimeoutException | ExecutionException ex) {
			return null;
		}
	}

	private @Nullable TimedResponse won(@Nullable TimedResponse response) {
		if (response != null) {
			Attempt attempt = Objects.requireNonNull(this.secondAttempt);
			this.call.answeredBy(Objects.requireNonNull(this.second).exchange, attempt);
			this.hedge.won(attempt);
		}
		return response;
	}

	private void giveUpSecond() {
		Sending second = this.second;
		if (second != null) {
			TimedAttempt timed = second.giveUp();
			if (timed != null) {
				this.timer.abandon(timed);
			}
		}
	}

	private void sendSecond() {
		if (!this.open.compareAndSet(true, false)) {
			return;
		}
		Exchange exchange = this.first.exchange.second();
		Attempt attempt = (exchange != null) ? this.hedge.begin() : null;
		if (exchange == null || attempt == null) {
			this.answer.complete(null);
			return;
		}
		try {
			sendSecond(new Sending(exchange), attempt);
		}
		catch (Throwable ex) {
			logger.debug("The second request has failed", ex);
		}
		finally {
			this.hedge.end();
			this.answer.complete(null);
		}
	}

	private void sendSecond(Sending second, Attempt attempt) throws Exception {
		this.secondAttempt = attempt;
		this.second = second;
		// In the meantime, the first may have ended
		if (this.answer.isDone()) {
			return;
		}
		TimedResponse response = this.call.send(second.exchange, this.hedgeRequest, attempt, true, second::begun);
		if (isGood(response) && this.answer.complete(response)) {
			TimedAttempt waiting = this.first.giveUp();
			if (waiting != null) {
				waiting.abandon();
			}
			return;
		}
		response.close();
	}

	private boolean isGood(TimedResponse response) {
		try {
			return this.call.outcomeOf(response) instanceof Outcome.Success;
		}
		catch (RuntimeException ex) {
			logger.debug("Failed to classify a response", ex);
			return false;
		}
	}

	/**
	 * One of the two requests while it is sent.
	 */
	private static final class Sending {

		private final Exchange exchange;

		private volatile @Nullable TimedAttempt timed;

		private volatile boolean givenUp;

		Sending(Exchange exchange) {
			this.exchange = exchange;
		}

		void begun(TimedAttempt timed) {
			this.timed = timed;
			if (this.givenUp) {
				timed.abandon();
			}
		}

		/**
		 * Gives up the request: its end says nothing about its instance.
		 * @return the attempt to abandon, or {@code null} if it has not begun
		 */
		@Nullable TimedAttempt giveUp() {
			this.givenUp = true;
			this.exchange.giveUp();
			return this.timed;
		}

	}

}
