package io.github.resiliencestarter.control;

import java.nio.charset.StandardCharsets;

/**
 * Documents of overrides. The clock of {@code ManualTime} begins at the midnight before
 * 2026-11-23.
 */
final class Documents {

	static final String EXPIRY = "2026-11-23T00:10:00Z";

	private Documents() {
	}

	static String forceOpen(String target) {
		return state(target, "force-open", EXPIRY);
	}

	static String state(String target, String state, String expiry) {
		return document("\"application\": \"orders\", \"target\": \"%s\"".formatted(target),
				"\"state\": \"%s\"".formatted(state), expiry);
	}

	static String setting(String key, Object value) {
		return settings("\"%s\": \"%s\"".formatted(key, value));
	}

	static String settings(String settings) {
		return document("\"application\": \"orders\"", "\"settings\": {" + settings + "}", EXPIRY);
	}

	static String document(String selector, String action, String expiry) {
		return """
				{"version": 1, "selector": {%s}, "action": {%s}, "owner": "jane@example.org",
				 "reason": "INC-42: migration", "expiry": "%s"}""".formatted(selector, action, expiry);
	}

	/**
	 * Replaces or adds a field with a value that need not be valid.
	 */
	static String with(String document, String field, String value) {
		String known = "\"%s\": (\"[^\"]*\"|\\d+)".formatted(field);
		String without = document.replaceFirst(known + ",\\s*", "").replaceFirst(",\\s*" + known, "");
		return "{\"%s\": %s, %s".formatted(field, value, without.substring(1));
	}

	static byte[] bytes(String document) {
		return document.getBytes(StandardCharsets.UTF_8);
	}

}
