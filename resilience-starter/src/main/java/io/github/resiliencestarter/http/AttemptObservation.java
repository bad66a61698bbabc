package io.github.resiliencestarter.http;

import java.util.Objects;

import io.github.resiliencestarter.guard.Attempt;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplySenderContext;

import org.springframework.http.HttpHeaders;

/**
 * Creates one observation for each attempt, so that a trace shows the retries: Spring's
 * own observation spans all of them. It also propagates the trace, so that the spans of
 * the target are children of the attempt.
 */
class AttemptObservation {

	static final String NAME = "resilience.client.attempt";

	private final ObservationRegistry registry;

	AttemptObservation(ObservationRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Create an observation for the second request of an attempt.
	 * @param target the target
	 * @param headers the headers of the request, which carry the trace
	 * @return the observation, not started
	 */
	Observation ofHedge(String target, HttpHeaders headers) {
		return Observation.createNotStarted(NAME, () -> context(target, "hedge", "hedge " + target, headers),
				this.registry);
	}

	/**
	 * Create an observation.
	 * @param target the target
	 * @param attempt the attempt
	 * @param headers the headers of its request, which carry the trace
	 * @return the observation, not started
	 */
	Observation of(String target, Attempt attempt, HttpHeaders headers) {
		return Observation.createNotStarted(NAME, () -> {
			String number = Integer.toString(attempt.number());
			return context(target, number, "attempt " + number + " " + target, headers);
		}, this.registry);
	}

	private static Observation.Context context(String target, String number, String name, HttpHeaders headers) {
		RequestReplySenderContext<HttpHeaders, Object> context = new RequestReplySenderContext<>(
				(carrier, key, value) -> Objects.requireNonNull(carrier).set(key, value));
		context.setCarrier(headers);
		context.setRemoteServiceName(target);
		context.setContextualName(name);
		context.addLowCardinalityKeyValues(KeyValues.of(KeyValue.of("target", target), KeyValue.of("attempt", number)));
		return context;
	}

}
