package io.github.resiliencestarter.failure;

import java.io.Serial;

/**
 * Failure of an attempt at an instance that code of the application made, over any
 * protocol. A type of its own tells load balancers that any exception counts.
 */
public final class InstanceFailure extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Throwable thrown;

	/**
	 * Creates a failure.
	 * @param thrown what the code threw
	 */
	public InstanceFailure(Throwable thrown) {
		super(thrown);
		this.thrown = thrown;
	}

	Throwable thrown() {
		return this.thrown;
	}

	/**
	 * Does nothing: the stack is that of the cause.
	 */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
