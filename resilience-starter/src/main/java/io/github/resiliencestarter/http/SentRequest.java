package io.github.resiliencestarter.http;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.StreamUtils;

/**
 * End of the interceptor chain of one guarded call, where each attempt is passed to the
 * client library. Sets the timeouts of the library.
 */
class SentRequest implements ClientHttpRequestExecution {

	private final HttpRequest intercepted;

	private final ClientHttpRequestExecution end;

	private final UnabortableRequests unabortable;

	private volatile @Nullable TimedAttempt attempt;

	private volatile boolean sent;

	private volatile @Nullable HttpRequest last;

	/**
	 * Create the end of a chain.
	 * @param intercepted the request, as the first interceptor sees it
	 * @param end the end of Spring's chain
	 * @param unabortable collects requests that cannot be aborted
	 */
	SentRequest(HttpRequest intercepted, ClientHttpRequestExecution end, UnabortableRequests unabortable) {
		this.intercepted = intercepted;
		this.end = end;
		this.unabortable = unabortable;
	}

	/**
	 * Set the next attempt; without one, the call is not guarded.
	 */
	void begin(@Nullable TimedAttempt attempt) {
		this.sent = false;
		this.attempt = attempt;
	}

	/**
	 * Return whether the last attempt has been passed to the client library.
	 */
	boolean isSent() {
		return this.sent;
	}

	/**
	 * Return the request that was last passed to the client library.
	 */
	@Nullable HttpRequest last() {
		return this.last;
	}

	@Override
	public ClientHttpResponse execute(HttpRequest request, byte[] body) throws IOException {
		TimedAttempt attempt = this.attempt;
		this.sent = true;
		this.last = request;
		ClientHttpRequestFactory factory = (attempt != null)
				? RequestFactories.of(this.intercepted, request.getURI(), request.getMethod()) : null;
		return (attempt != null && factory != null)
				? execute(abortable(factory, attempt, this.unabortable), request, body)
				: this.end.execute(request, body);
	}

	// Does the same as Spring, which does not expose the client library's request
	private ClientHttpResponse execute(ClientHttpRequestFactory factory, HttpRequest request, byte[] body)
			throws IOException {
		ClientHttpRequest toSend = factory.createRequest(request.getURI(), request.getMethod());
		request.getHeaders().forEach(toSend.getHeaders()::addAll);
		toSend.getAttributes().putAll(request.getAttributes());
		if (body.length > 0) {
			if (toSend.getHeaders().getContentLength() >= 0) {
				toSend.getHeaders().setContentLength(body.length);
			}
			if (toSend instanceof StreamingHttpOutputMessage streaming) {
				streaming.setBody(body);
			}
			else {
				StreamUtils.copy(body, toSend.getBody());
			}
		}
		return toSend.execute();
	}

	/**
	 * Return a factory whose requests an attempt can abort.
	 * @param factory the factory of the client library
	 * @param attempt the attempt
	 * @param unabortable collects requests that cannot be aborted
	 */
	// Goes inside a buffer, because it does not expose the response that it reads
	static ClientHttpRequestFactory abortable(ClientHttpRequestFactory factory, TimedAttempt attempt,
			UnabortableRequests unabortable) {
		if (factory instanceof BufferingClientHttpRequestFactory buffering
				&& factory.getClass() == BufferingClientHttpRequestFactory.class) {
			return new BufferingClientHttpRequestFactory(abortable(buffering.getDelegate(), attempt, unabortable));
		}
		return (uri, method) -> {
			ClientHttpRequest request = factory.createRequest(uri, method);
			ClientHttpRequestFactory intercepting = RequestFactories.like(request,
					(next) -> abortable(next, attempt, unabortable));
			if (intercepting != null) {
				return intercepting.createRequest(uri, method);
			}
			if (!limit(request, attempt)) {
				unabortable.found(factory);
			}
			return (request instanceof StreamingHttpOutputMessage streaming)
					? new AbortableRequest.Streaming(request, streaming, attempt)
					: new AbortableRequest(request, attempt);
		};
	}

	private static boolean limit(ClientHttpRequest request, TimedAttempt attempt) {
		RequestAbort abort = RequestAbort.of(request);
		if (abort == null) {
			return false;
		}
		abort.limit(attempt.timeLeft());
		Runnable action = abort.action();
		if (action != null) {
			attempt.onAbort(action);
		}
		return true;
	}

}
