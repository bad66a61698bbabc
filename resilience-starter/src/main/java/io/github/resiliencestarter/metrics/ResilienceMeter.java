package io.github.resiliencestarter.metrics;

/**
 * Meters of the starter. All names and descriptions are here.
 */
enum ResilienceMeter {

	CLIENT_CALLS("resilience.client.calls", "Calls as the caller sees them, with all their attempts"),

	CLIENT_ATTEMPTS("resilience.client.attempts",
			"Attempts of calls; attempts divided by calls is the retry amplification"),

	CLIENT_REJECTED("resilience.client.rejected", "Rejected calls, and rejected retries of calls"),

	CLIENT_HEDGES("resilience.client.hedges",
			"Second requests to another instance: those sent, and those whose response the caller got"),

	CLIENT_LIMIT("resilience.client.limit",
			"Attempts that the adaptive limit allows to be in flight; +Inf without a limit"),

	FALLBACK_STALE_AGE("resilience.fallback.stale.age", "Age of the last good answers that callers got"),

	RETRY_BUDGET_AVAILABLE("resilience.retry.budget.available", "Retries that the budget currently allows"),

	DISCOVERY_AGE("resilience.discovery.age", "Time since the registry last confirmed the instances of a target"),

	REGISTRATION_STATE("resilience.registration.state",
			"Whether this application is registered and passing: 1 yes, 0 no"),

	INSTANCES("resilience.instances",
			"Instances of a target by state: available gets calls, ejected only probes, standby none yet"),

	INSTANCE_EJECTIONS("resilience.instance.ejections", "Ejections of instances because of their results"),

	CONTROL_REVISION("resilience.control.revision",
			"Hash of the overrides in force; the same on all instances that obey the same ones, 0 without any"),

	CONTROL_OVERRIDES("resilience.control.overrides", "Overrides in Consul by their state on this instance"),

	CONTROL_EXPIRING("resilience.control.expiring", "Overrides in force that end within 60 s"),

	CONTROL_SOURCE_AGE("resilience.control.source.age", "Time since overrides were last read from Consul"),

	MESSAGING_PAUSED("resilience.messaging.paused",
			"Whether a listener is paused, because a circuit breaker is open: 1 yes, 0 no"),

	MESSAGING_PAUSES("resilience.messaging.pauses", "Pauses of a listener"),

	MESSAGING_REPETITIONS("resilience.messaging.repetitions",
			"Messages handed out to a listener again, because a circuit breaker rejected a call"),

	CALLER_REJECTED("resilience.caller.rejected",
			"Requests rejected with 429, because their caller has sent more than it may"),

	CIRCUITBREAKER_TRANSITIONS("resilience.circuitbreaker.transitions",
			"State changes of a circuit breaker, including those between two scrapes"),

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
