package example;

/**
 * A backend that works, and says no.
 */
public class BusinessException extends RuntimeException {

	public BusinessException(String message) {
		super(message);
	}

}
