package io.github.resiliencestarter.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * Target in a response.
 *
 * @param name its name
 * @param guarded whether calls to it are guarded; if not, only annotated methods use its
 * circuit breaker
 * @param deviations the changes of operators that are in force on this instance
 * @param overrides the IDs of the overrides of the fleet that are in force
 * @param circuitBreaker its circuit breaker; {@code null} if it has none
 * @param limits what limits its calls; {@code null} in a summary
 * @param instances its instances; {@code null} if no load balancer has been used so far
 * @param settings the settings in effect, by name; {@code null} in a summary
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({ "name", "guarded", "deviates", "deviations", "overrides" })
record TargetView(String name, boolean guarded, List<DeviationView> deviations, List<String> overrides,
		@Nullable CircuitBreakerView circuitBreaker, @Nullable Limits limits, @Nullable Instances instances,
		@Nullable Map<String, SettingView> settings) {

	/**
	 * Returns whether changes of operators are in force on this instance.
	 */
	@JsonProperty
	boolean deviates() {
		return !this.deviations.isEmpty();
	}

	/**
	 * Limits of calls.
	 *
	 * @param availableRetries the retries that the retry budget allows now; {@code null}
	 * if calls are not guarded
	 * @param concurrencyLimit the attempts that the adaptive limit allows in flight;
	 * {@code null} while there is no limit
	 * @param bulkhead the bulkhead; {@code null} if there is none
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Limits(@Nullable Double availableRetries, @Nullable Integer concurrencyLimit, @Nullable Bulkhead bulkhead) {

	}

	/**
	 * Bulkhead.
	 *
	 * @param maxConcurrentCalls the calls that it allows in flight
	 * @param inFlight the calls in flight
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Bulkhead(int maxConcurrentCalls, int inFlight) {

	}

	/**
	 * Instances.
	 *
	 * @param list the instance list; {@code null} if discovery does not watch the target
	 * @param total the number of instances
	 * @param omitted the number of instances that are left out
	 * @param entries the instances
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Instances(@Nullable InstanceListView list, int total, int omitted, List<InstanceView> entries) {

	}

	/**
	 * Instance list.
	 *
	 * @param age the time since a registry last confirmed it; {@code null} while the
	 * target is not in use
	 * @param stale whether it is older than {@code resilience.discovery.max-age}
	 * @param size the number of instances
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record InstanceListView(@Nullable Duration age, boolean stale, int size) {

	}

}
