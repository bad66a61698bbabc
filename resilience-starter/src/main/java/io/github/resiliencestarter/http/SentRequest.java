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
 * End of the chain of interceptors of one guarded call, where each attempt is handed to
 * the client library: from here on the time is the target's, and the library is told how
 * long it may take.
 */
class SentRequest implements ClientHttpRequestExecution {

	private final HttpRequest intercepted;

	private final ClientHttpRequestExecution end;

	private final UnabortableRequests unabortable;

	private volatile @Nullable TimedAttempt attempt;

	private volatile boolean sent;

	/**
	 * Creates the end of a chain.
	 * @param intercepted the request, as the first interceptor sees it
	 * @param end the end of Spring's chain
	 * @param unabortable to be told of requests that cannot be aborted
	 */
	SentRequest(HttpRequest intercepted, ClientHttpRequestExecution end, UnabortableRequests unabortable) {
		this.intercepted = intercepted;
		this.end = end;
		this.unabortable = unabortable;
	}

	/**
	 * Takes note of the attempt that comes next; without one, the call is not guarded.
	 */
	void begin(TimedAttempt attempt) {
		this.sent = false;
		this.attempt = attempt;
	}

	/**
	 * Returns whether the last attempt has been handed to the client library.
	 */
	boolean isSent() {
		return this.sent;
	}

	@Override
	public ClientHttpResponse execute(HttpRequest request, byte[] body) throws IOException {
		TimedAttempt attempt = this.attempt;
		this.sent = true;
		ClientHttpRequestFactory factory = (attempt != null)
				? RequestFactories.of(this.intercepted, request.getURI(), request.getMethod()) : null;
		return (attempt != null && factory != null) ? execute(abortable(factory, attempt), request, body)
				: this.end.execute(request, body);
	}

	// As Spring does it, which keeps the client library's request to itself
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

	// Within a buffer, which gives no access to what it reads
	private ClientHttpRequestFactory abortable(ClientHttpRequestFactory factory, TimedAttempt attempt) {
		if (factory instanceof BufferingClientHttpRequestFactory buffering
				&& factory.getClass() == BufferingClientHttpRequestFactory.class) {
			return new BufferingClientHttpRequestFactory(abortable(buffering.getDelegate(), attempt));
		}
		return (uri, method) -> {
			ClientHttpRequest request = factory.createRequest(uri, method);
			ClientHttpRequestFactory intercepting = RequestFactories.like(request, (next) -> abortable(next, attempt));
			if (intercepting != null) {
				return intercepting.createRequest(uri, method);
			}
			if (!limit(request, attempt)) {
				this.unabortable.found(factory);
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
