package io.github.resiliencestarter.fallback;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;

/**
 * What the caller says about the last good answer to one request, in an attribute of the
 * request.
 *
 * @param maxStale the time for which the answer may be used, or {@code null} for that of
 * the target
 * @param key the caller's own part of the key, or {@code null} if there is none
 */
record LastGoodRequest(@Nullable Duration maxStale, @Nullable String key) {

	static final String ATTRIBUTE = LastGoodRequest.class.getName();

	static @Nullable LastGoodRequest of(HttpRequest request) {
		Object settings = request.getAttributes().get(ATTRIBUTE);
		if (settings instanceof LastGoodRequest ofMethod) {
			return ofMethod;
		}
		Object key = request.getAttributes().get(LastGoodKey.ATTRIBUTE);
		return (key != null) ? new LastGoodRequest(null, key.toString()) : null;
	}

}
