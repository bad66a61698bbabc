package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Client for short requests to this machine. Uses the JDK's older client because it loads
 * in a fraction of the time, so that commands start fast.
 */
final class LocalHttp {

	private static final int TIMEOUT_MS = 3000;

	private LocalHttp() {
	}

	/**
	 * Gets a path of a port on this machine.
	 * @return the response, if there is one in time
	 */
	static Optional<Response> get(int port, String path) {
		return get(port, path, Map.of());
	}

	/**
	 * Gets a path of a port on this machine.
	 * @return the response, if there is one in time
	 */
	static Optional<Response> get(int port, String path, Map<String, String> headers) {
		return send("GET", port, path, headers, "");
	}

	/**
	 * Posts JSON to a path of a port on this machine.
	 * @return the response, if there is one in time
	 */
	static Optional<Response> post(int port, String path, String json) {
		return send("POST", port, path, Map.of("Content-Type", "application/json"), json);
	}

	/**
	 * Deletes a path of a port on this machine.
	 * @return the response, if there is one in time
	 */
	static Optional<Response> delete(int port, String path, Map<String, String> headers) {
		return send("DELETE", port, path, headers, "");
	}

	/**
	 * Puts a text to a path of a port on this machine.
	 * @return the response, if there is one in time
	 */
	static Optional<Response> put(int port, String path, Map<String, String> headers, String body) {
		return send("PUT", port, path, headers, body);
	}

	private static Optional<Response> send(String method, int port, String path, Map<String, String> headers,
			String body) {
		try {
			HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:%d%s".formatted(port, path))
				.toURL()
				.openConnection(Proxy.NO_PROXY);
			connection.setRequestMethod(method);
			connection.setConnectTimeout(TIMEOUT_MS);
			connection.setReadTimeout(TIMEOUT_MS);
			connection.setInstanceFollowRedirects(false);
			connection.setRequestProperty("Content-Type", "text/plain");
			headers.forEach(connection::setRequestProperty);
			if (!body.isEmpty()) {
				connection.setDoOutput(true);
				connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
			}
			return Optional.of(new Response(connection.getResponseCode(), body(connection)));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private static String body(HttpURLConnection connection) throws IOException {
		boolean isError = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
		try (InputStream body = isError ? connection.getErrorStream() : connection.getInputStream()) {
			return (body != null) ? new String(body.readAllBytes(), StandardCharsets.UTF_8) : "";
		}
	}

	/**
	 * HTTP response.
	 *
	 * @param status the status code
	 * @param body the body
	 */
	record Response(int status, String body) {

		boolean isSuccess() {
			return this.status / 100 == 2;
		}

	}

}
