package io.github.resiliencestarter.control;

import java.util.regex.Pattern;

/**
 * Rules for texts that operators write, and that logs and pages show.
 */
public final class OperatorText {

	// Line breaks, other control characters, and those that change the direction of text
	private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

	private static final Pattern MARKUP = Pattern.compile("<[\\p{L}/!?]");

	private OperatorText() {
	}

	/**
	 * Returns whether a text is one line without control characters and without markup.
	 * @param text the text
	 * @return whether it is
	 */
	public static boolean isPlain(String text) {
		return !INVISIBLE.matcher(text).find() && !MARKUP.matcher(text).find();
	}

	/**
	 * Replaces all control characters.
	 * @param text the text
	 * @return the text on one line
	 */
	public static String oneLine(String text) {
		return INVISIBLE.matcher(text).replaceAll("?");
	}

	/**
	 * Returns a text from a document as it may be quoted: short, on one line and without
	 * markup.
	 * @param text the text
	 * @param max the maximum length
	 * @return the text
	 */
	static String quoted(String text, int max) {
		String line = oneLine(text).replace('<', '?');
		return (line.length() > max) ? line.substring(0, max) + "…" : line;
	}

}
