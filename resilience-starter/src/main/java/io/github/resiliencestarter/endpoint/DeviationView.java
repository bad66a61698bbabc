package io.github.resiliencestarter.endpoint;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Change of an operator that is in force, in a response.
 *
 * @param instance the instance; {@code null} if it is the circuit breaker
 * @param action the action
 * @param by who made it
 * @param reason why
 * @param since when it was made
 * @param until when it ends
 * @param before the state before it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeviationView(@Nullable String instance, String action, String by, String reason, Instant since, Instant until,
		String before) {

}
