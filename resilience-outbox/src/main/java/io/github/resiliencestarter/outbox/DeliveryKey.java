package io.github.resiliencestarter.outbox;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * Idempotency key of the message that this thread delivers. The first request to the
 * target gets the identifier of the message; others get it with a hash of their method,
 * host and path, because a receiver would take a second request with the same key for a
 * repetition. It does not matter which other requests were made before.
 */
final class DeliveryKey {

	static final String HEADER = "Idempotency-Key";

	private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH,
			HttpMethod.DELETE);

	private static final Pattern PORT = Pattern.compile(":\\d*$");

	private static final int HASH_BYTES = 4;

	private static final ThreadLocal<@Nullable DeliveryKey> CURRENT = new ThreadLocal<>();

	private final String id;

	private final String target;

	private final Map<String, Integer> requests = new HashMap<>();

	private boolean reached;

	private DeliveryKey(String id, String target) {
		this.id = id;
		this.target = target;
	}

	static Scope open(String id, String target) {
		DeliveryKey previous = CURRENT.get();
		CURRENT.set(new DeliveryKey(id, target));
		return () -> {
			if (previous != null) {
				CURRENT.set(previous);
			}
			else {
				CURRENT.remove();
			}
		};
	}

	/**
	 * Returns the key for a request of this thread.
	 * @param method the method of the request
	 * @param uri the URI of the request
	 * @return the key, or {@code null} if this thread delivers no message or the request
	 * changes nothing
	 */
	static @Nullable String next(HttpMethod method, URI uri) {
		DeliveryKey current = CURRENT.get();
		return (current != null && METHODS.contains(method)) ? current.nextKey(method, uri) : null;
	}

	private String nextKey(HttpMethod method, URI uri) {
		String host = hostOf(uri);
		String place = method + " " + host + " " + uri.getRawPath();
		int number = this.requests.merge(place, 1, Integer::sum);
		if (!this.reached && host.equalsIgnoreCase(this.target)) {
			this.reached = true;
			return this.id;
		}
		return this.id + "-" + hash(place) + ((number > 1) ? "-" + number : "");
	}

	// Java considers names with an underscore no hosts
	private static String hostOf(URI uri) {
		String host = (uri.getHost() != null) ? uri.getHost() : uri.getRawAuthority();
		return (host != null) ? PORT.matcher(host).replaceFirst("") : "";
	}

	private static String hash(String place) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static boolean isDelivering() {
		return CURRENT.get() != null;
	}

	/**
	 * Delivery of a message on a thread.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
