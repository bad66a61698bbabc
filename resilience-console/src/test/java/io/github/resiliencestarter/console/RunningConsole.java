package io.github.resiliencestarter.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The console as an application, over a fake fleet.
 */
final class RunningConsole implements AutoCloseable {

	/**
	 * Settings with two users, reader and writer, whose passwords are their names.
	 */
	static final List<String> USERS = List.of("resilience.console.security.users.reader.password={noop}reader",
			"resilience.console.security.users.writer.password={noop}writer",
			"resilience.console.security.users.writer.roles=RESILIENCE_WRITE",
			"resilience.console.security.users.nobody.password={noop}nobody",
			"resilience.console.security.users.nobody.roles=OTHER");

	private final HttpClient client = HttpClient.newBuilder()
		.cookieHandler(new java.net.CookieManager())
		.version(HttpClient.Version.HTTP_1_1)
		.build();

	private final MemoryOverrideStore store = new MemoryOverrideStore();

	private final FakeFleet fleet = new FakeFleet(this.store);

	private final ConfigurableApplicationContext context;

	private RunningConsole(List<String> settings) {
		SpringApplication application = ConsoleApplication.application();
		application.addInitializers((context) -> {
			context.getBeanFactory().registerSingleton("fakeFleet", this.fleet);
			context.getBeanFactory().registerSingleton("memoryOverrideStore", this.store);
		});
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.cloud.consul.enabled=false",
				"--spring.cloud.discovery.client.simple.enabled=false", "--resilience.console.interval=1s"));
		settings.forEach((setting) -> arguments.add("--" + setting));
		this.context = application.run(arguments.toArray(String[]::new));
	}

	static RunningConsole start(List<String> settings, String... more) {
		return new RunningConsole(Stream.concat(settings.stream(), Stream.of(more)).toList());
	}

	FakeFleet fleet() {
		return this.fleet;
	}

	MemoryOverrideStore store() {
		return this.store;
	}

	FleetView view() {
		return this.context.getBean(FleetView.class);
	}

	int port() {
		return java.util.Objects.requireNonNull(((WebServerApplicationContext) this.context).getWebServer()).getPort();
	}

	URI uri(String path) {
		return URI.create("http://127.0.0.1:%d/resilience%s".formatted(port(), path));
	}

	HttpResponse<String> get(String path, @Nullable String user) {
		return send(request(path, user).GET().build());
	}

	JsonNode json(String path, @Nullable String user) {
		return JsonMapper.shared().readTree(get(path, user).body());
	}

	/**
	 * Sends a change with the CSRF token of the session.
	 */
	HttpResponse<String> change(String method, String path, String user, @Nullable Object body) {
		JsonNode csrf = json("/api/session", user).path("csrf");
		HttpRequest.Builder request = request(path, user).header("Content-Type", "application/json");
		if (!csrf.isMissingNode()) {
			request.header(csrf.path("header").asString(), csrf.path("token").asString());
		}
		return send(
				request
					.method(method,
							BodyPublishers
								.ofByteArray(JsonMapper.shared().writeValueAsBytes((body != null) ? body : Map.of())))
					.build());
	}

	HttpRequest.Builder request(String path, @Nullable String user) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
		if (user != null) {
			byte[] credentials = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
			request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
		}
		return request;
	}

	HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, BodyHandlers.ofString());
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
		this.fleet.close();
	}

}
