package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.expression.Expression;

/**
 * Outbox of method calls.
 */
class MethodOutbox {

	private static final DefaultParameterNameDiscoverer PARAMETER_NAMES = new DefaultParameterNameDiscoverer();

	private static final Duration MAX_WAIT = Duration.ofSeconds(30);

	private final StoringOutbox outbox;

	private final Payloads payloads;

	private final MethodTransport transport;

	MethodOutbox(StoringOutbox outbox, Payloads payloads, MethodTransport transport) {
		this.outbox = outbox;
		this.payloads = payloads;
		this.transport = transport;
	}

	/**
	 * Makes a call, or stores it.
	 * @param method the method
	 * @param invocation the call
	 * @return the receipt
	 * @throws Throwable what the method throws, unless the call is stored
	 */
	Receipt send(StoredMethod method, MethodInvocation invocation) throws Throwable {
		this.transport.check(method.destination());
		@Nullable Object[] arguments = invocation.getArguments();
		OutboxMessage message = OutboxMessage.to(method.target(), method.destination(), null)
			.withOrderingKey(orderingKey(method, arguments))
			.withDeadline(method.deadline())
			.withMode(method.mode());
		return this.outbox.send(message, this.payloads.writeArguments(arguments), (delivery) -> {
			try {
				await(invocation.proceed(), delivery.timeLeft());
			}
			catch (Exception | Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static @Nullable String orderingKey(StoredMethod method, @Nullable Object[] arguments) {
		Expression expression = method.orderingKey();
		if (expression == null) {
			return null;
		}
		Object key = expression
			.getValue(new MethodBasedEvaluationContext(new Object(), method.method(), arguments, PARAMETER_NAMES));
		return (key != null) ? key.toString() : null;
	}

	// A stage that never completes must not hold a lane
	static Duration bounded(Duration timeout) {
		return (timeout.compareTo(MAX_WAIT) > 0) ? MAX_WAIT : timeout;
	}

	/**
	 * Waits for the result of a call, if it has one, at most 30 s.
	 */
	static void await(@Nullable Object result, Duration timeout) throws Exception {
		if (!(result instanceof CompletionStage<?> stage)) {
			return;
		}
		try {
			Object unused = stage.toCompletableFuture().get(bounded(timeout).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		catch (TimeoutException ex) {
			stage.toCompletableFuture().cancel(true);
			throw ex;
		}
	}

}
