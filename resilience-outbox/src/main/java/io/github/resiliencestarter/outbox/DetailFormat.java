package io.github.resiliencestarter.outbox;

/**
 * Format of details in the database: without characters that a database may not store.
 */
final class DetailFormat {

	private static final int MAX = 500;

	private DetailFormat() {
	}

	static String format(String detail) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < detail.length() && text.length() < MAX - 1;) {
			int character = detail.codePointAt(i);
			text.appendCodePoint(isStorable(character) ? character : ' ');
			i += Character.charCount(character);
		}
		return text.toString();
	}

	private static boolean isStorable(int character) {
		return !Character.isISOControl(character) && Character.getType(character) != Character.SURROGATE;
	}

}
