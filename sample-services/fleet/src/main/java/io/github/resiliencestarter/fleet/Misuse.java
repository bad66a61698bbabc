package io.github.resiliencestarter.fleet;

/**
 * Exception for invalid arguments; exit code 2.
 */
final class Misuse extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	Misuse(String message) {
		super(message);
	}

	Misuse(String message, Throwable cause) {
		super(message, cause);
	}

}
