package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Client of Prometheus for the queries that Grafana sends. Times are seconds of
 * Prometheus' clock.
 */
final class PrometheusApi {

	/** What prometheus.yml says. */
	static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(5);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

	private final int port;

	private final Duration timeout;

	PrometheusApi(int port) {
		this(port, TIMEOUT);
	}

	PrometheusApi(int port, Duration timeout) {
		this.port = port;
		this.timeout = timeout;
	}

	static long secondsOf(int scrapes) {
		return SCRAPE_INTERVAL.multipliedBy(scrapes).toSeconds();
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	double now() {
		return get("query", Map.of("query", "time()")).path("result").path(1).asDouble();
	}

	/** The names of the alerts that fire now. */
	Set<String> firing() {
		return get("alerts", Map.of()).path("alerts")
			.valueStream()
			.filter((alert) -> alert.path("state").asString().equals("firing"))
			.map((alert) -> alert.at("/labels/alertname").asString())
			.collect(Collectors.toSet());
	}

	/** All values of all series in the time given. */
	List<Double> queryRange(String expression, double start, double end, Duration step) {
		JsonNode result = get("query_range",
				Map.of("query", expression, "start", start, "end", end, "step", step.toSeconds()))
			.path("result");
		return result.valueStream()
			.flatMap((series) -> series.path("values").valueStream())
			.map((sample) -> sample.path(1).asDouble())
			.toList();
	}

	/** The values that the label has in the series selected. */
	List<String> labelValues(String selector, String label, double start, double end) {
		JsonNode series = get("series", Map.of("match[]", selector, "start", start, "end", end));
		return series.valueStream()
			.map((labels) -> labels.path(label).asString(""))
			.filter((value) -> !value.isEmpty())
			.distinct()
			.sorted()
			.toList();
	}

	/** The labels of all series of the metric. */
	Set<String> labels(String metric, double start, double end) {
		JsonNode series = get("series", Map.of("match[]", metric, "start", start, "end", end));
		return series.valueStream()
			.flatMap((labels) -> labels.propertyNames().stream())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private JsonNode get(String path, Map<String, Object> parameters) {
		String query = parameters.entrySet()
			.stream()
			.map((each) -> encode(each.getKey()) + "=" + encode(each.getValue().toString()))
			.collect(Collectors.joining("&"));
		URI uri = URI.create("%s/api/v1/%s?%s".formatted(url(), path, query));
		JsonNode answer = JsonMapper.shared().readTree(body(uri));
		if (!answer.path("status").asString("").equals("success")) {
			throw new IllegalStateException("Prometheus refuses %s: %s".formatted(parameters, answer));
		}
		return answer.path("data");
	}

	private String body(URI uri) {
		HttpRequest request = HttpRequest.newBuilder(uri).timeout(this.timeout).build();
		try {
			return this.client.send(request, BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
