package io.github.resiliencestarter.metrics;

/**
 * The meters of the starter. No other place names one.
 */
enum ResilienceMeter {

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
