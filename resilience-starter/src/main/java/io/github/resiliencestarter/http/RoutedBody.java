package io.github.resiliencestarter.http;

import io.github.resiliencestarter.guard.Completion;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Body of a response that the gateway passes on.
 *
 * @param body limits the time to read it
 * @param completion to be called when the gateway has passed it on
 */
record RoutedBody(TimedBody body, Completion completion) {

	static final String ATTRIBUTE = RoutedBody.class.getName();

	Flux<DataBuffer> watch(Flux<DataBuffer> data) {
		return this.body.watch(data);
	}

}
