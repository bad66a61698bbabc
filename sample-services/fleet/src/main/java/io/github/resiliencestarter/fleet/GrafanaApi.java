package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Client of Grafana's HTTP API that imports dashboards into a folder. If Grafana rejects
 * a request, it throws an {@link IOException} with the reason and a hint.
 */
final class GrafanaApi {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String FOLDER = "resilience";

	private static final Pattern URL = Pattern.compile("\"url\"\\s*:\\s*\"([^\"]*)\"");

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(TIMEOUT)
		.build();

	private final URI url;

	private final @Nullable String authorization;

	/**
	 * Creates a client.
	 * @param url the URL of Grafana, without a trailing slash
	 * @param authorization the header of that name, if necessary
	 */
	GrafanaApi(URI url, @Nullable String authorization) {
		this.url = url;
		this.authorization = authorization;
	}

	static @Nullable String authorization(Map<String, String> environment) {
		String token = environment.getOrDefault("GRAFANA_TOKEN", "");
		String login = environment.getOrDefault("GRAFANA_LOGIN", "");
		if (!token.isEmpty()) {
			return "Bearer " + token;
		}
		return login.isEmpty() ? null
				: "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
	}

	/** Creates the folder, unless it is there. */
	void createFolder() throws IOException {
		HttpResponse<String> response = post("/api/folders",
				"{\"uid\":\"%s\",\"title\":\"Resilience\"}".formatted(FOLDER));
		// Older versions respond with 412 if the folder exists
		if (response.statusCode() != 409 && response.statusCode() != 412) {
			check(response, "The folder");
		}
	}

	/**
	 * Loads one dashboard.
	 * @param json the dashboard
	 * @param overwrite whether to replace an existing dashboard
	 * @return the URL of the dashboard
	 */
	String load(String json, boolean overwrite) throws IOException {
		HttpResponse<String> response = post("/api/dashboards/db",
				"{\"folderUid\":\"%s\",\"overwrite\":%s,\"message\":\"./fleet dashboards\",\"dashboard\":%s}"
					.formatted(FOLDER, overwrite, json));
		check(response, "A dashboard");
		Matcher path = URL.matcher(response.body());
		if (!path.find()) {
			throw new IOException("%s responded with 200, but not like Grafana; check the URL%n%s".formatted(this.url,
					response.body()));
		}
		return this.url.resolve(path.group(1)).toString();
	}

	private void check(HttpResponse<String> response, String what) throws IOException {
		String reason = switch (response.statusCode()) {
			case 200 -> "";
			case 401 -> "authentication failed; set GRAFANA_TOKEN to a service account's token, or GRAFANA_LOGIN to "
					+ "user:password";
			case 403 -> "permission denied; the account needs the role Editor";
			case 404 -> "there is no Grafana at this URL; check whether a path such as /grafana is missing";
			case 412 -> "a dashboard with this UID or title exists, or was changed; use --overwrite to replace it";
			default -> "unexpected";
		};
		if (!reason.isEmpty()) {
			throw new IOException("%s was rejected by %s with %d: %s%n%s".formatted(what, this.url,
					response.statusCode(), reason, response.body()));
		}
	}

	private HttpResponse<String> post(String path, String body) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.url + path))
			.timeout(TIMEOUT)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body));
		if (this.authorization != null) {
			request.header("Authorization", this.authorization);
		}
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IOException("No response from %s; check whether Grafana is running (%s)".formatted(this.url, ex),
					ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
	}

}
