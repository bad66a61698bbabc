package example;

/**
 * A backend that fails.
 */
public class BackendException extends RuntimeException {

	public BackendException(String message) {
		super(message);
	}

}
