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
 * Client of Grafana's HTTP API, for putting dashboards into a folder. What Grafana
 * refuses is an {@link IOException} that says why and what to do.
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
	 * Creates a client of one Grafana.
	 * @param url where it is, without a slash at the end
	 * @param authorization the header of that name, if it wants one
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
		// 412 is how older versions say that it is there
		if (response.statusCode() != 409 && response.statusCode() != 412) {
			check(response, "The folder");
		}
	}

	/**
	 * Loads one dashboard.
	 * @param json the dashboard
	 * @param overwrite whether to replace the one that is there
	 * @return where it is now
	 */
	String load(String json, boolean overwrite) throws IOException {
		HttpResponse<String> response = post("/api/dashboards/db",
				"{\"folderUid\":\"%s\",\"overwrite\":%s,\"message\":\"./fleet dashboards\",\"dashboard\":%s}"
					.formatted(FOLDER, overwrite, json));
		check(response, "A dashboard");
		Matcher path = URL.matcher(response.body());
		if (!path.find()) {
			throw new IOException(
					"%s answered 200, but not as Grafana does: is it one?%n%s".formatted(this.url, response.body()));
		}
		return this.url.resolve(path.group(1)).toString();
	}

	private void check(HttpResponse<String> response, String what) throws IOException {
		String reason = switch (response.statusCode()) {
			case 200 -> "";
			case 401 ->
				"it does not know us: set GRAFANA_TOKEN to a service account's token, or GRAFANA_LOGIN to user:password";
			case 403 -> "the account may not: it needs the role Editor";
			case 404 -> "there is no Grafana at this URL: is a path missing, such as /grafana?";
			case 412 -> "one with this uid or title is there already, or was changed: --overwrite replaces it";
			default -> "unexpected";
		};
		if (!reason.isEmpty()) {
			throw new IOException("%s was refused by %s with %d: %s%n%s".formatted(what, this.url,
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
			throw new IOException("No answer from %s: does Grafana run there? (%s)".formatted(this.url, ex), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
	}

}
