package io.github.resiliencestarter.fleet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Override as it is in Consul's KV store.
 *
 * @param id its ID, the last element of its key
 * @param text the JSON text
 * @param index Consul's index of its last change, for changes that must not overwrite
 * others
 */
record OverrideDocument(String id, String text, long index) {

	private static final int DIGEST_LENGTH = 16;

	/**
	 * Returns the digest that identifies the version of the document.
	 */
	String digest() {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(this.text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest).substring(0, DIGEST_LENGTH);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the document, or an empty one if it is not valid JSON.
	 */
	JsonObject json() {
		try {
			return JsonReader.readObject(this.text);
		}
		catch (IllegalArgumentException ex) {
			return new JsonObject(Map.of());
		}
	}

	/**
	 * Returns whether the override is for a service. One that does not say so is rejected
	 * by all of them.
	 */
	boolean selects(String application) {
		String glob = json().object("selector").text("application");
		return glob.isEmpty() || matches(glob, application);
	}

	static boolean matches(String glob, String name) {
		String pattern = glob.chars().mapToObj((c) -> switch (c) {
			case '*' -> ".*";
			case '?' -> ".";
			default -> Pattern.quote(Character.toString(c));
		}).collect(Collectors.joining());
		return name.matches(pattern);
	}

	/**
	 * Returns the same document with another share.
	 */
	OverrideDocument withShare(int share) {
		Map<String, @Nullable Object> changed = new LinkedHashMap<>();
		json().values().forEach((name, value) -> changed.put(String.valueOf(name), value));
		changed.put("share", share);
		return new OverrideDocument(this.id, Json.write(changed), this.index);
	}

	/**
	 * Describes the action in a few words.
	 */
	String action() {
		JsonObject action = json().object("action");
		if (!action.text("state").isEmpty()) {
			return action.text("state") + " " + json().object("selector").text("target");
		}
		return action.object("settings")
			.values()
			.entrySet()
			.stream()
			.map((setting) -> setting.getKey() + "=" + setting.getValue())
			.collect(Collectors.joining(" "));
	}

}
