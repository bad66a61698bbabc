package io.github.resiliencestarter.fallback;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Key of an answer in the cache: a hash, because a URI or an argument may be long, or
 * contain what must not be readable in a shared cache.
 */
final class AnswerKey {

	private AnswerKey() {
	}

	/**
	 * Return the key for the given parts.
	 * @param target the target or method, which stays readable
	 * @param parts what tells the answers of the target apart
	 */
	static String of(String target, String... parts) {
		MessageDigest digest = sha256();
		for (String part : parts) {
			byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
			// The length separates the parts
			digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
			digest.update(bytes);
		}
		return target + ":" + HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
