package io.github.resiliencestarter.control;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Removes credentials from texts that may contain URLs, such as the name of a property
 * source that has been loaded from a server.
 */
public final class UserInfo {

	private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/\\s\\[\\]'\"]*@");

	private static final Pattern QUERY = Pattern.compile("(?<=//)([^\\s?\\[\\]'\"]*)\\?[^\\s\\[\\]'\"]*");

	private UserInfo() {
	}

	/**
	 * Removes user info and query of each URL in a text.
	 * @param text the text
	 * @return the text without credentials
	 */
	public static String removeFrom(String text) {
		return text.contains("//") ? QUERY.matcher(USER_INFO.matcher(text).replaceAll("")).replaceAll("$1") : text;
	}

	/**
	 * Removes user info and query of each URL in a text.
	 * @param text the text, or {@code null}
	 * @return the text without credentials, or {@code null}
	 */
	public static @Nullable String removeFromNullable(@Nullable String text) {
		return (text != null) ? removeFrom(text) : null;
	}

}
