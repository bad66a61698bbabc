package io.github.resiliencestarter.annotation;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;

/**
 * Annotated interface of the parity table.
 */
interface ParityClient {

	@CircuitBreaker(name = "interface")
	String ofInterface() throws Exception;

}
