package io.github.resiliencestarter.control;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * This instance, as selectors see it.
 *
 * @param application the name of the application
 * @param id the instance ID
 * @param tags the tags in Consul, the metadata as {@code key=value}, and
 * {@code instance=} with the instance ID
 */
record OwnInstance(String application, String id, Set<String> tags) {

	private static final int ALL = 100;

	OwnInstance {
		tags = Set.copyOf(tags);
	}

	/**
	 * Returns whether this instance is in a share of the instances. One that is in a
	 * share is in each larger one.
	 * @param override the ID of the override, so that each one chooses other instances
	 * @param share the share in percent
	 */
	boolean isIn(String override, int share) {
		byte[] hash = sha256((this.id + '\n' + override).getBytes(StandardCharsets.UTF_8));
		long number = (hash[0] & 0xFFL) << 24 | (hash[1] & 0xFFL) << 16 | (hash[2] & 0xFFL) << 8 | (hash[3] & 0xFFL);
		return number % ALL < share;
	}

	/**
	 * Returns the first 16 hex digits of a hash.
	 */
	static String digest(byte[] bytes) {
		return HexFormat.of().formatHex(sha256(bytes), 0, 8);
	}

	private static byte[] sha256(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
