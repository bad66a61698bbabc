package example;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.json.JsonParserFactory;

/**
 * Keys of an etcd, over its HTTP gateway. They belong to a lease, as those of instances
 * that keep it alive do.
 */
class EtcdKeys {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final int LEASE_SECONDS = 600;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

	private final String url;

	EtcdKeys(String url) {
		this.url = url;
	}

	void put(String key, String value) throws IOException {
		put(key, value, LEASE_SECONDS);
	}

	/**
	 * Put a key that expires unless it is kept alive.
	 * @return its lease
	 */
	String put(String key, String value, int seconds) throws IOException {
		String lease = (String) post("/v3/lease/grant", "{\"TTL\": %d}".formatted(seconds)).get("ID");
		post("/v3/kv/put", "{\"key\": \"%s\", \"value\": \"%s\", \"lease\": \"%s\"}".formatted(encode(key),
				encode(value), lease));
		return lease;
	}

	void keepAlive(String lease) throws IOException {
		post("/v3/lease/keepalive", "{\"ID\": \"%s\"}".formatted(lease));
	}

	void delete(String key) throws IOException {
		post("/v3/kv/deleterange", "{\"key\": \"%s\"}".formatted(encode(key)));
	}

	/**
	 * Return the values of the keys below a directory, with the rest of each key.
	 */
	@SuppressWarnings("unchecked")
	Map<String, String> below(String directory) throws IOException {
		// The slash and the character after it
		String end = directory.substring(0, directory.length() - 1) + '0';
		Map<String, Object> range = post("/v3/kv/range",
				"{\"key\": \"%s\", \"range_end\": \"%s\"}".formatted(encode(directory), encode(end)));
		Map<String, String> values = new LinkedHashMap<>();
		for (Map<String, Object> entry : (List<Map<String, Object>>) range.getOrDefault("kvs", List.of())) {
			values.put(decode(entry.get("key")).substring(directory.length()), decode(entry.get("value")));
		}
		return values;
	}

	private Map<String, Object> post(String path, String body) throws IOException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.url + path))
			.timeout(TIMEOUT)
			.POST(BodyPublishers.ofString(body))
			.build();
		try {
			HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IOException(response.statusCode() + " " + response.body());
			}
			return JsonParserFactory.getJsonParser().parseMap(response.body());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException(ex.getMessage());
		}
	}

	private static String encode(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String decode(Object text) {
		return new String(Base64.getDecoder().decode((String) text), StandardCharsets.UTF_8);
	}

}
