package io.github.resiliencestarter.outbox;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Format of headers in the database: like a form in a URL.
 */
final class HeaderFormat {

	private static final int MAX = 4000;

	private HeaderFormat() {
	}

	static @Nullable String format(Map<String, String> headers) {
		if (headers.isEmpty()) {
			return null;
		}
		String text = new TreeMap<>(headers).entrySet()
			.stream()
			.map((header) -> encode(header.getKey()) + "=" + encode(header.getValue()))
			.collect(Collectors.joining("&"));
		Assert.isTrue(text.length() <= MAX, () -> "The headers of a message must have at most " + MAX + " characters");
		return text;
	}

	static Map<String, String> parse(@Nullable String text) {
		Map<String, String> headers = new LinkedHashMap<>();
		if (text != null) {
			for (String header : text.split("&", -1)) {
				int equals = header.indexOf('=');
				headers.put(decode(header.substring(0, equals)), decode(header.substring(equals + 1)));
			}
		}
		return headers;
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}
