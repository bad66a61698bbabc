package io.github.resiliencestarter.fallback;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.List;

import io.github.resiliencestarter.http.ResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Last good answers to GET requests.
 */
class LastGoodResponses {

	private final LastGoodStore store;

	private final FallbackListeners listeners;

	private final int maxBytes;

	LastGoodResponses(LastGoodStore store, FallbackListeners listeners, int maxBytes) {
		this.store = store;
		this.listeners = listeners;
		this.maxBytes = maxBytes;
	}

	/**
	 * Return the last good answer to one request.
	 * @param target the target
	 * @param request the request as the caller has made it
	 * @param maxStale the time for which the answer may be used
	 * @param ownKey the caller's own part of the key, or {@code null}
	 */
	OfCall of(String target, HttpRequest request, Duration maxStale, @Nullable String ownKey) {
		return new OfCall(target, request, maxStale, ownKey);
	}

	final class OfCall {

		private final String target;

		private final HttpRequest request;

		private final Duration maxStale;

		private final @Nullable String ownKey;

		private OfCall(String target, HttpRequest request, Duration maxStale, @Nullable String ownKey) {
			this.target = target;
			this.request = request;
			this.maxStale = maxStale;
			this.ownKey = ownKey;
		}

		private String key() {
			String[] parts = new String[KeepingRules.IN_KEY.size() + 2];
			parts[0] = this.request.getURI().toString();
			parts[1] = (this.ownKey != null) ? "key " + this.ownKey : "";
			for (int i = 0; i < KeepingRules.IN_KEY.size(); i++) {
				parts[i + 2] = String.join(",", this.request.getHeaders().getOrEmpty(KeepingRules.IN_KEY.get(i)));
			}
			return AnswerKey.of(this.target, parts);
		}

		private boolean isSharable(@Nullable HttpRequest sent) {
			return this.ownKey != null || !(KeepingRules.hasCredentials(this.request)
					|| (sent != null && KeepingRules.hasCredentials(sent)));
		}

		// What interceptors have added is not in the key
		private boolean hasSameKey(HttpRequest sent) {
			return KeepingRules.IN_KEY.stream().allMatch((name) -> {
				List<String> values = this.request.getHeaders().getOrEmpty(name);
				return values.equals(sent.getHeaders().getOrEmpty(name));
			});
		}

		int bytesToKeep(HttpRequest sent, HttpStatusCode status, HttpHeaders headers) {
			boolean kept = isSharable(sent) && hasSameKey(sent) && KeepingRules.isKeepable(status.value(), headers)
					&& headers.getContentLength() <= LastGoodResponses.this.maxBytes;
			return kept ? LastGoodResponses.this.maxBytes : -1;
		}

		ClientHttpResponse keep(HttpRequest sent, ClientHttpResponse response) throws IOException {
			int status = response.getStatusCode().value();
			HttpHeaders headers = response.getHeaders();
			if (bytesToKeep(sent, response.getStatusCode(), headers) < 0) {
				if (KeepingRules.isGone(status) && isSharable(sent) && hasSameKey(sent)) {
					LastGoodResponses.this.store.forget(key());
				}
				return response;
			}
			InputStream body = response.getBody();
			byte[] start = body.readNBytes(LastGoodResponses.this.maxBytes + 1);
			if (start.length > LastGoodResponses.this.maxBytes) {
				return new ReadResponse(response, new SequenceInputStream(new ByteArrayInputStream(start), body));
			}
			LastGoodStore store = LastGoodResponses.this.store;
			KeptResponse kept = KeptResponse.of(store.now(), status, headers, start);
			store.keep(key(), kept.fingerprint(), this.maxStale, kept::toBytes);
			return new ReadResponse(response, new ByteArrayInputStream(start));
		}

		@Nullable ClientHttpResponse find(@Nullable HttpRequest sent) {
			if (!isSharable(sent) || (sent != null && !hasSameKey(sent))) {
				return null;
			}
			Object found = LastGoodResponses.this.store.find(key());
			KeptResponse kept = (found instanceof byte[] bytes) ? KeptResponse.read(bytes) : null;
			if (kept == null) {
				return null;
			}
			Duration age = Duration.ofMillis(Math.max(0, LastGoodResponses.this.store.now() - kept.millis()));
			if (age.compareTo(this.maxStale) > 0) {
				return null;
			}
			LastGoodResponses.this.listeners.onStale(this.target, age);
			return new StaleResponse(kept, age);
		}

	}

	/**
	 * Response whose body, or the start of it, has been read.
	 */
	private static final class ReadResponse extends ResponseWrapper {

		private final InputStream body;

		ReadResponse(ClientHttpResponse response, InputStream body) {
			super(response);
			this.body = body;
		}

		@Override
		public InputStream getBody() {
			return this.body;
		}

	}

}
