package io.github.resiliencestarter.http;

import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Flag that says whether the last attempt of a reactive call has been handed to the
 * client library: what fails before that, such as a filter that fetches a token, says
 * nothing about the target.
 */
final class SentFlag {

	private volatile boolean known = true;

	private volatile boolean sent;

	/**
	 * Returns an end of a chain of filters that sets this flag.
	 * @param end the end of Spring's chain
	 */
	ExchangeFunction watching(ExchangeFunction end) {
		return (request) -> Mono.defer(() -> {
			this.sent = true;
			return end.exchange(request);
		});
	}

	/**
	 * Takes note that nothing sets this flag: whatever fails may be the target's fault.
	 */
	void unknown() {
		this.known = false;
	}

	void begin() {
		this.sent = false;
	}

	boolean isUnsent() {
		return this.known && !this.sent;
	}

}
