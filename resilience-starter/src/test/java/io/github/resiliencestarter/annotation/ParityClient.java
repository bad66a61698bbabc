package io.github.resiliencestarter.annotation;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;

/**
 * Interface of the parity table with an annotation of its own.
 */
interface ParityClient {

	@CircuitBreaker(name = "interface")
	String ofInterface() throws Exception;

}
