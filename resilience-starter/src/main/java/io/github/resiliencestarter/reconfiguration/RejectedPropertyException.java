package io.github.resiliencestarter.reconfiguration;

import org.springframework.core.NestedExceptionUtils;

/**
 * Exception thrown when a configuration cannot be created from its properties.
 */
class RejectedPropertyException extends RuntimeException {

	private final String key;

	RejectedPropertyException(String key, RuntimeException cause) {
		super(NestedExceptionUtils.getMostSpecificCause(cause).getMessage(), cause);
		this.key = key;
	}

	String key() {
		return this.key;
	}

}
