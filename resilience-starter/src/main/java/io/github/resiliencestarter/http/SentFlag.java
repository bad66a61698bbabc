package io.github.resiliencestarter.http;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Flag that records whether the last attempt of a reactive call has been passed to the
 * client library. A failure before that, for example in a filter that fetches a token,
 * says nothing about the target.
 */
final class SentFlag {

	private volatile boolean known = true;

	private volatile boolean sent;

	private volatile @Nullable ClientRequest last;

	/**
	 * Return an end of a filter chain that sets this flag.
	 * @param end the end of Spring's filter chain
	 */
	ExchangeFunction watching(ExchangeFunction end) {
		return (request) -> Mono.defer(() -> {
			this.sent = true;
			this.last = request;
			return end.exchange(request);
		});
	}

	/**
	 * Record that this flag is not set by anything, so that any failure may be the
	 * target's fault.
	 */
	void unknown() {
		this.known = false;
	}

	/**
	 * Return the request that was last passed to the client library, or {@code null} if
	 * there is none or it is unknown.
	 */
	@Nullable ClientRequest last() {
		return this.last;
	}

	void begin() {
		this.sent = false;
	}

	boolean isUnsent() {
		return this.known && !this.sent;
	}

}
