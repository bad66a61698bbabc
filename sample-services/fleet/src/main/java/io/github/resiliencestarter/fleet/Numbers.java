package io.github.resiliencestarter.fleet;

/**
 * Reader of numbers in command-line arguments.
 */
final class Numbers {

	private Numbers() {
	}

	/**
	 * Reads the value of an option.
	 * @throws Misuse if it is not a whole number from the minimum to the maximum
	 */
	static int read(String option, String value, int min, int max) {
		try {
			int number = Integer.parseInt(value);
			if (number >= min && number <= max) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Reported below
		}
		throw new Misuse("%s must be a whole number from %d to %d, not '%s'".formatted(option, min, max, value));
	}

}
