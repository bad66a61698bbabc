package io.github.resiliencestarter.console;

/**
 * Failure to read an instance, or Consul.
 */
final class ReadFailure extends RuntimeException {

	static final int NO_STATUS = 0;

	private static final long serialVersionUID = 1L;

	private final int status;

	ReadFailure(String message, int status) {
		super(message, null, false, false);
		this.status = status;
	}

	ReadFailure(String message) {
		this(message, NO_STATUS);
	}

	/**
	 * The status of the response, or {@link #NO_STATUS}.
	 */
	int status() {
		return this.status;
	}

	String reason() {
		return String.valueOf(getMessage());
	}

	/**
	 * Returns a failure with a reason of one line.
	 */
	static ReadFailure of(Throwable cause) {
		Throwable root = cause;
		while (root.getCause() != null && (root instanceof java.util.concurrent.CompletionException
				|| root instanceof java.util.concurrent.ExecutionException)) {
			root = root.getCause();
		}
		if (root instanceof ReadFailure failure) {
			return failure;
		}
		String message = root.getMessage();
		String name = root.getClass().getSimpleName();
		return new ReadFailure(DisplayText.line((message != null) ? name + ": " + message : name, 200));
	}

}
