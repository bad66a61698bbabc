package io.github.resiliencestarter.console;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Text of an instance, made harmless for one line of a page: bounded, and without
 * characters that move or hide others. The page escapes it in addition.
 */
final class DisplayText {

	static final int NAME = 120;

	static final int SENTENCE = 300;

	private DisplayText() {
	}

	static String name(@Nullable String text) {
		return line(text, NAME);
	}

	static String sentence(@Nullable String text) {
		return line(text, SENTENCE);
	}

	static @Nullable String optional(@Nullable String text) {
		return (text != null) ? sentence(text) : null;
	}

	static String line(@Nullable String text, int max) {
		if (text == null) {
			return "";
		}
		if (text.length() <= max && isPlain(text)) {
			return text;
		}
		StringBuilder line = new StringBuilder(Math.min(text.length(), max));
		int length = 0;
		for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
			if (length++ == max) {
				return line.append('…').toString();
			}
			int character = text.codePointAt(i);
			line.appendCodePoint(isPrintable(character) ? character : ' ');
		}
		return line.toString();
	}

	private static boolean isPlain(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
				return false;
			}
		}
		return true;
	}

	private static boolean isPrintable(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

	/**
	 * Turns a constant into words.
	 */
	static String words(String constant) {
		return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
