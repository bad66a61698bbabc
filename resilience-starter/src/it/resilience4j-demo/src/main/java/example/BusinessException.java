package example;

/**
 * Exception of a backend that works and rejects a request.
 */
public class BusinessException extends RuntimeException {

	public BusinessException(String message) {
		super(message);
	}

}
