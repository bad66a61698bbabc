package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.function.Supplier;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.NoInstanceException;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Completion;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.github.resiliencestarter.loadbalancing.Visit;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Interceptor that guards the calls of {@code RestClient} and {@code RestTemplate}.
 * <p>
 * Outermost interceptor, so that every attempt goes through all others: the load balancer
 * chooses again, and a token is fetched again.
 */
class GuardInterceptor implements ClientHttpRequestInterceptor, Ordered {

	private final HttpGuard http;

	private final AttemptTimer timer;

	private final @Nullable OtherInstance otherInstance;

	private final TestClients testClients;

	private final UnabortableRequests unabortable = new UnabortableRequests();

	GuardInterceptor(HttpGuard http, AttemptTimer timer, @Nullable OtherInstance otherInstance,
			TestClients testClients) {
		this.http = http;
		this.timer = timer;
		this.testClients = testClients;
		this.otherInstance = otherInstance;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	// Spring puts an interceptor in front of others with andThen and apply. The first
	// interceptor learns what is at the end of the chain

	@Override
	public ClientHttpRequestInterceptor andThen(ClientHttpRequestInterceptor next) {
		return new WithOthers(next);
	}

	@Override
	public ClientHttpRequestExecution apply(ClientHttpRequestExecution end) {
		return (request, body) -> intercept(request, body, () -> Chain.to(request, end, this.unabortable));
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		return intercept(request, body, () -> new Chain(execution, null));
	}

	/**
	 * Guards the request of a client library that Spring's interceptors do not know.
	 * @param request the request
	 * @param body its body, which is passed on to each attempt
	 * @param end sends the request of one attempt, on the thread of the caller
	 * @return the response, the one of the library itself if the target is not guarded
	 */
	ClientHttpResponse intercept(LibraryRequest request, byte[] body, ClientHttpRequestExecution end)
			throws IOException {
		return intercept(request.target(), request, body, () -> Chain.to(request, end, this.unabortable));
	}

	private ClientHttpResponse intercept(HttpRequest request, byte[] body, Supplier<Chain> chain) throws IOException {
		return intercept(TargetName.of(request.getURI()), request, body, chain);
	}

	private ClientHttpResponse intercept(@Nullable String target, HttpRequest request, byte[] body,
			Supplier<Chain> chain) throws IOException {
		Guard guard = (target != null && !isUnguarded(request)) ? this.http.guards().forTarget(target) : null;
		if (guard == null || target == null) {
			return chain.get().execution().execute(request, body);
		}
		Exchange exchange = new Exchange(body, chain);
		HttpFallback fallback = mayFallBack(request) ? this.http.fallbacks().of(target, request) : null;
		try {
			return (fallback != null) ? new RecoverableCall(this.http, guard, request, exchange, fallback).run()
					: guard.call(new InterceptedCall(this.http, target, request, exchange, null));
		}
		catch (IOException | RuntimeException ex) {
			throw ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw (IOException) new InterruptedIOException("Interrupted between two attempts").initCause(ex);
		}
		catch (Exception ex) {
			throw new IOException(ex);
		}
	}

	private static boolean mayFallBack(HttpRequest request) {
		return !(request instanceof LibraryRequest library) || library.hasLastGoodAnswer();
	}

	private boolean isUnguarded(HttpRequest request) {
		return Unguarded.test(request.getAttributes()) || this.testClients.isToMock(request);
	}

	/**
	 * Return a factory whose requests the current attempt of this thread can abort.
	 * @param factory the factory of a client library
	 */
	ClientHttpRequestFactory abortable(ClientHttpRequestFactory factory) {
		TimedAttempt attempt = this.timer.current();
		return (attempt != null) ? SentRequest.abortable(factory, attempt, this.unabortable) : factory;
	}

	/**
	 * Return whether this thread is creating a client that is not guarded.
	 */
	boolean leavesAlone() {
		return this.testClients.isMakingTemplate();
	}

	/**
	 * Warn at startup if timeouts may not be enforced for a client.
	 */
	void check(ClientHttpRequestFactory factory) {
		this.unabortable.check(factory);
	}

	/**
	 * Add this interceptor in front of the others unless it is already there.
	 */
	void addTo(List<ClientHttpRequestInterceptor> interceptors) {
		if (!interceptors.contains(this)) {
			interceptors.add(0, this);
		}
	}

	/**
	 * Rest of the chain for one request at a time.
	 *
	 * @param execution its first element
	 * @param sent its end; unknown if a user's interceptor comes before the guard
	 */
	private record Chain(ClientHttpRequestExecution execution, @Nullable SentRequest sent) {

		static Chain to(HttpRequest request, ClientHttpRequestExecution end, UnabortableRequests unabortable) {
			SentRequest sent = new SentRequest(request, end, unabortable);
			return new Chain(sent, sent);
		}

		Chain through(ClientHttpRequestInterceptor others) {
			return new Chain(others.apply(this.execution), this.sent);
		}

	}

	/**
	 * Rest of the chain, which is executed for each attempt.
	 */
	final class Exchange {

		private final byte[] body;

		private final Supplier<Chain> chains;

		private final Chain chain;

		private final @Nullable TriedInstances tried;

		private Exchange(byte[] body, Supplier<Chain> chains) {
			this(body, chains, (GuardInterceptor.this.otherInstance != null) ? new TriedInstances() : null);
		}

		private Exchange(byte[] body, Supplier<Chain> chains, @Nullable TriedInstances tried) {
			this.body = body;
			this.chains = chains;
			this.chain = chains.get();
			this.tried = tried;
		}

		/**
		 * Return an exchange with another instance, while this one waits for its
		 * response.
		 * @return the exchange, or {@code null} if there is no instance to spare
		 */
		@Nullable Exchange second() {
			return (this.tried != null && this.tried.hasSpare())
					? new Exchange(this.body, this.chains, this.tried.forSecond()) : null;
		}

		/**
		 * Record that the response is no longer needed.
		 */
		void giveUp() {
			if (this.tried != null) {
				this.tried.giveUp();
			}
		}

		AttemptTimer timer() {
			return GuardInterceptor.this.timer;
		}

		TimedResponse run(AttemptedRequest judged, HttpRequest request, TimedAttempt attempt) throws Exception {
			ClientHttpResponse response;
			try {
				response = execute(request, attempt);
			}
			catch (Exception ex) {
				Exception reason = attempt.failed(withReason(ex));
				if (attempt.isTimedOut() && reason instanceof IOException) {
					failedAfterAll(judged, reason);
				}
				throw reason;
			}
			TimedResponse timed = new TimedResponse(response, attempt);
			attempt.answered(timed::closeBody);
			return timed;
		}

		private ClientHttpResponse execute(HttpRequest request, TimedAttempt attempt) throws IOException {
			if (this.chain.sent() != null) {
				this.chain.sent().begin(attempt);
			}
			TriedInstances outerTried = TriedInstances.current();
			TimedAttempt outer = GuardInterceptor.this.timer.current();
			Deadline outerDeadline = CurrentDeadline.get();
			try {
				CurrentDeadline.replace(attempt.deadlineOfCallsWithin());
				GuardInterceptor.this.timer.bind(attempt);
				TriedInstances.begin(this.tried);
				return this.chain.execution().execute(request, this.body);
			}
			finally {
				TriedInstances.end(this.tried, outerTried);
				GuardInterceptor.this.timer.bind(outer);
				CurrentDeadline.replace(outerDeadline);
			}
		}

		/**
		 * Return the request as it was last passed to the client library, with everything
		 * that interceptors have added, or {@code null} if there is none or it is
		 * unknown.
		 */
		@Nullable HttpRequest lastSent() {
			SentRequest sent = this.chain.sent();
			return (sent != null) ? sent.last() : null;
		}

		/**
		 * Return the same exchange for another target.
		 */
		Exchange again() {
			return new Exchange(this.body, this.chains);
		}

		ClientHttpResponse sendUnguarded(HttpRequest request) throws IOException {
			if (this.chain.sent() != null) {
				this.chain.sent().begin(null);
			}
			return this.chain.execution().execute(request, this.body);
		}

		/**
		 * Return the instances that have been tried.
		 */
		@Nullable TriedInstances tried() {
			return this.tried;
		}

		/**
		 * Return whether the last attempt failed before its request was sent, for example
		 * in an interceptor that fetches a token.
		 */
		boolean failedBeforeSending() {
			return this.chain.sent() != null && !this.chain.sent().isSent() && !hadNoInstance();
		}

		/**
		 * Return whether the load balancer had no instance for the last attempt.
		 */
		boolean hadNoInstance() {
			return this.tried != null && this.tried.wasNoneAvailable();
		}

		/**
		 * Return a completion that also records an incomplete response of the instance.
		 */
		Completion watched(AttemptedRequest judged, Completion completion) {
			return (error) -> {
				if (error != null) {
					failedAfterAll(judged, error);
				}
				completion.ended(error);
			};
		}

		private void failedAfterAll(AttemptedRequest judged, Throwable error) {
			Visit visit = (this.tried != null) ? this.tried.visit() : null;
			if (visit != null && !GuardInterceptor.this.http.rules().isExcused(judged, error)) {
				visit.failedAfterAll();
			}
		}

		TimedAttempt begin(String target, Attempt attempt) {
			return GuardInterceptor.this.timer.begin(target, attempt);
		}

		private Exception withReason(Exception error) {
			return hadNoInstance() ? new NoInstanceException(error.getMessage(), error) : error;
		}

	}

	/**
	 * This interceptor and the interceptors after it.
	 */
	private final class WithOthers implements ClientHttpRequestInterceptor {

		private final ClientHttpRequestInterceptor others;

		WithOthers(ClientHttpRequestInterceptor others) {
			this.others = others;
		}

		@Override
		public ClientHttpRequestInterceptor andThen(ClientHttpRequestInterceptor next) {
			return new WithOthers(this.others.andThen(next));
		}

		@Override
		public ClientHttpRequestExecution apply(ClientHttpRequestExecution end) {
			return (request, body) -> GuardInterceptor.this.intercept(request, body,
					() -> Chain.to(request, end, GuardInterceptor.this.unabortable).through(this.others));
		}

		@Override
		public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
				throws IOException {
			return GuardInterceptor.this.intercept(request, body, this.others.apply(execution));
		}

	}

}
