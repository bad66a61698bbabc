package io.github.resiliencestarter.metrics;

/**
 * The meters of the starter. No other place names one.
 */
enum ResilienceMeter {

	CLIENT_CALLS("resilience.client.calls", "Calls as the caller saw them, with all their attempts"),

	CLIENT_ATTEMPTS("resilience.client.attempts", "Attempts of calls; attempts by calls is the retry amplification"),

	CLIENT_REJECTED("resilience.client.rejected", "Calls, and retries of calls, that were refused"),

	CLIENT_LIMIT("resilience.client.limit",
			"Attempts that the adaptive limit allows to be in flight; +Inf while there is none"),

	RETRY_BUDGET_AVAILABLE("resilience.retry.budget.available", "Retries that the budget allows at the moment"),

	DISCOVERY_AGE("resilience.discovery.age", "Time since a registry has last confirmed the instances of a target"),

	REGISTRATION_STATE("resilience.registration.state",
			"Whether this application can be found: 1 registered and passing, 0 not"),

	INSTANCES("resilience.instances", "Instances of a target by what they get: calls, nothing but probes, none yet"),

	INSTANCE_EJECTIONS("resilience.instance.ejections", "Ejections of instances by their own results"),

	CIRCUITBREAKER_TRANSITIONS("resilience.circuitbreaker.transitions",
			"State transitions of a circuit breaker, also those that a scraped state misses"),

	CIRCUITBREAKER_STATE_CODE("resilience.circuitbreaker.state.code",
			"State of a circuit breaker: 0 closed, 1 half-open, 2 open, 3 forced open, 4 disabled, 5 metrics only");

	private final String meterName;

	private final String description;

	ResilienceMeter(String meterName, String description) {
		this.meterName = meterName;
		this.description = description;
	}

	String meterName() {
		return this.meterName;
	}

	String description() {
		return this.description;
	}

}
