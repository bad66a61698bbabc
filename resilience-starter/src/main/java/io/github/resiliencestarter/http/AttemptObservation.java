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
 * Maker of one observation for each attempt, so that a trace shows the retries: Spring's
 * own is around all of them. It sends the trace, so that what the target does hangs under
 * the attempt that asked for it.
 */
class AttemptObservation {

	static final String NAME = "resilience.client.attempt";

	private final ObservationRegistry registry;

	AttemptObservation(ObservationRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Make an observation.
	 * @param target the target
	 * @param attempt the attempt
	 * @param headers the headers of its request, to send the trace in
	 * @return the observation, not started
	 */
	Observation of(String target, Attempt attempt, HttpHeaders headers) {
		return Observation.createNotStarted(NAME, () -> context(target, attempt, headers), this.registry);
	}

	private static Observation.Context context(String target, Attempt attempt, HttpHeaders headers) {
		RequestReplySenderContext<HttpHeaders, Object> context = new RequestReplySenderContext<>(
				(carrier, key, value) -> Objects.requireNonNull(carrier).set(key, value));
		context.setCarrier(headers);
		context.setRemoteServiceName(target);
		context.setContextualName("attempt " + attempt.number() + " " + target);
		context.addLowCardinalityKeyValues(KeyValues.of(KeyValue.of("target", target),
				KeyValue.of("attempt", Integer.toString(attempt.number()))));
		return context;
	}

}
