package io.github.resiliencestarter.console;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the fleet.
 *
 * @param instances the instances that discovery lists
 * @param read those that were read
 * @param unreachable those that could not be read
 * @param noEndpoint those without the endpoint
 * @param dependencies the dependencies
 * @param open the dependencies with an open circuit breaker
 * @param discovery why the list of instances is old; {@code null} if it is not
 * @param store why the overrides are old; {@code null} if they are not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Summary(int instances, int read, int unreachable, int noEndpoint, int dependencies, int open,
		@Nullable Problem discovery, @Nullable Problem store) {

	/**
	 * Something that the console cannot read.
	 *
	 * @param reason why
	 * @param since since when
	 */
	record Problem(String reason, Instant since) {

	}

}
