package io.github.resiliencestarter.fleet;

/**
 * Exception for a command that fails; exit code 1.
 */
@SuppressWarnings("OverrideThrowableToString")
final class FleetException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String details;

	FleetException(String message) {
		this(message, "");
	}

	/**
	 * Creates an exception.
	 * @param message the reason, in one line
	 * @param details information about the cause, such as the end of a log
	 */
	FleetException(String message, String details) {
		super(message);
		this.details = details;
	}

	/**
	 * Creates an exception for an interrupted wait.
	 */
	FleetException(InterruptedException cause) {
		super("Interrupted", cause);
		this.details = "";
	}

	String details() {
		return this.details;
	}

	/**
	 * With the details, for stack traces. The message is what a user sees in one line.
	 */
	@Override
	public String toString() {
		return super.toString() + (this.details.isEmpty() ? "" : System.lineSeparator() + this.details);
	}

}
