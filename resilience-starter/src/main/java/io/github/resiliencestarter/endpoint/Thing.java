package io.github.resiliencestarter.endpoint;

import io.github.resiliencestarter.control.OperatorText;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breaker of a target, or one of its instances.
 *
 * @param target the name of the target
 * @param instance the host and port of the instance, or {@code null} for the circuit
 * breaker
 */
record Thing(String target, @Nullable String instance) {

	/**
	 * Returns the description for the log, on one line.
	 */
	@Override
	public String toString() {
		String text = (this.instance != null) ? "instance '%s' of '%s'".formatted(this.instance, this.target)
				: "circuit breaker '%s'".formatted(this.target);
		return OperatorText.oneLine(text);
	}

}
