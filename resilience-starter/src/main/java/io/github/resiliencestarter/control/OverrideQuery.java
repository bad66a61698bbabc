package io.github.resiliencestarter.control;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.resiliencestarter.discovery.BlockingQuery;
import io.github.resiliencestarter.discovery.ConsulAgents;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.util.UriUtils;

/**
 * {@link BlockingQuery.Query} for all keys below a prefix. An empty result is valid: the
 * overrides have been deleted. What the token is not allowed to read is not empty, but
 * unreadable.
 */
final class OverrideQuery implements BlockingQuery.Query<List<OverrideKey>> {

	private static final int NOT_FOUND = 404;

	private static final JsonMapper json = JsonMapper.shared();

	private final String prefix;

	private volatile boolean unreadable;

	OverrideQuery(String prefix) {
		this.prefix = prefix;
	}

	@Override
	public String path(long index, Duration wait) {
		String path = "/v1/kv/" + UriUtils.encodePath(this.prefix, StandardCharsets.UTF_8) + "?recurse=true";
		return (index > 0) ? path + "&index=" + index + "&wait=" + wait.toMillis() + "ms" : path;
	}

	@Override
	public List<OverrideKey> read(HttpResponse<byte[]> response) throws IOException {
		int status = response.statusCode();
		this.unreadable = status == 401 || status == 403 || ConsulAgents.isFiltered(response);
		if (this.unreadable) {
			throw new IOException("the ACL token is not allowed to read all keys below " + this.prefix
					+ ((status == 200 || status == NOT_FOUND) ? "" : "; " + ConsulAgents.reason(response)));
		}
		// Checks that the response is from Consul, not from something in front of it
		long unused = ConsulAgents.index(response);
		if (status == NOT_FOUND) {
			return List.of();
		}
		if (status != 200) {
			throw new IOException(ConsulAgents.reason(response));
		}
		try {
			return Stream.of(json.readValue(ConsulAgents.body(response), Entry[].class))
				.map((entry) -> entry.key(this.prefix))
				.flatMap(Stream::ofNullable)
				.toList();
		}
		catch (JacksonException | NullPointerException | IllegalArgumentException ex) {
			throw new IOException("not a response from Consul: " + ex.getClass().getSimpleName(), ex);
		}
	}

	/**
	 * Returns whether ACLs were the reason of a failure, once.
	 */
	boolean takeUnreadable() {
		boolean unreadable = this.unreadable;
		this.unreadable = false;
		return unreadable;
	}

	/**
	 * Entry in a response of Consul.
	 *
	 * @param key the key
	 * @param createIndex the index at which it was created
	 * @param value the value in Base64; {@code null} if it is empty
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record Entry(@JsonProperty("Key") @Nullable String key, @JsonProperty("CreateIndex") long createIndex,
			@JsonProperty("Value") @Nullable String value) {

		@Nullable OverrideKey key(String prefix) {
			String key = Objects.requireNonNull(this.key);
			if (!key.startsWith(prefix) || key.equals(prefix)) {
				return null;
			}
			byte[] document = (this.value != null) ? Base64.getDecoder().decode(this.value) : new byte[0];
			return new OverrideKey(key.substring(prefix.length()), this.createIndex, document);
		}

	}

}
