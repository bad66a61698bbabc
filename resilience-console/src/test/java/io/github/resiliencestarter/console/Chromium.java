package io.github.resiliencestarter.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * One page of a real Chromium, driven by its DevTools protocol.
 */
final class Chromium implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

	private final List<String> problems = java.util.Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger ids = new AtomicInteger();

	private final Path directory;

	private final Process process;

	private final WebSocket socket;

	private String session = "";

	private Chromium(Path program) {
		try {
			this.directory = Files.createTempDirectory("chromium");
			List<String> command = new ArrayList<>(List.of(program.toString(), "--headless=new", "--disable-gpu",
					"--hide-scrollbars", "--no-first-run", "--disable-extensions", "--disable-background-networking",
					"--disable-dev-shm-usage", "--remote-debugging-port=0", "--force-color-profile=srgb",
					"--font-render-hinting=none", "--user-data-dir=" + this.directory));
			if ("root".equals(System.getProperty("user.name"))) {
				command.add("--no-sandbox");
			}
			command.add("about:blank");
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address(), new Listener()).join();
		String target = call("Target.createTarget", Map.of("url", "about:blank")).path("targetId").asString();
		this.session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true)).path("sessionId")
			.asString();
		call("Page.enable", Map.of());
		call("Runtime.enable", Map.of());
		call("Log.enable", Map.of());
		call("Network.enable", Map.of());
	}

	/**
	 * Returns the program, if this machine has it.
	 */
	static Optional<Path> find() {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
			.flatMap((directory) -> Stream.of("chromium", "chromium-browser", "google-chrome")
				.map((name) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	static Chromium start(Path program) {
		return new Chromium(program);
	}

	private URI address() {
		Path file = this.directory.resolve("DevToolsActivePort");
		List<String> lines = await().atMost(LIMIT).until(() -> lines(file), (found) -> found.size() > 1);
		return URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1)));
	}

	private static List<String> lines(Path file) {
		try {
			return Files.exists(file) ? Files.readAllLines(file) : List.of();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	JsonNode call(String method, Map<String, ?> parameters) {
		int id = this.ids.incrementAndGet();
		CompletableFuture<JsonNode> response = new CompletableFuture<>();
		this.waiting.put(id, response);
		Map<String, Object> message = new java.util.HashMap<>(Map.of("id", id, "method", method, "params", parameters));
		if (!this.session.isEmpty()) {
			message.put("sessionId", this.session);
		}
		this.socket.sendText(JsonMapper.shared().writeValueAsString(message), true).join();
		JsonNode answer = response.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
		if (answer.has("error")) {
			throw new IllegalStateException(method + ": " + answer.path("error"));
		}
		return answer.path("result");
	}

	void signIn(String user) {
		String credentials = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
		call("Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Authorization", "Basic " + credentials)));
	}

	void size(int width, int height, boolean mobile) {
		call("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
	}

	void prefer(String scheme) {
		call("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	void open(URI uri) {
		call("Page.navigate", Map.of("url", uri.toString()));
		waitFor("document.readyState === 'complete' && document.querySelector('#live')?.textContent === 'live'");
	}

	/**
	 * Evaluates an expression in the page.
	 */
	JsonNode eval(String expression) {
		JsonNode result = call("Runtime.evaluate",
				Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
		if (result.has("exceptionDetails")) {
			throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
		}
		return result.path("result").path("value");
	}

	String text(String selector) {
		return eval("document.querySelector(%s)?.textContent ?? ''"
			.formatted(JsonMapper.shared().writeValueAsString(selector))).asString();
	}

	void waitFor(String expression) {
		await(expression).atMost(LIMIT)
			.pollInterval(Duration.ofMillis(50))
			.ignoreExceptions()
			.until(() -> eval("Boolean(" + expression + ")").asBoolean());
	}

	/**
	 * Presses a key, as a keyboard does.
	 */
	void press(String key) {
		boolean isCharacter = key.length() == 1;
		Map<String, Object> event = new java.util.HashMap<>(Map.of("key", key, "windowsVirtualKeyCode", code(key)));
		if (isCharacter || key.equals("Enter")) {
			event.put("text", isCharacter ? key : "\r");
		}
		event.put("type", isCharacter || key.equals("Enter") ? "keyDown" : "rawKeyDown");
		call("Input.dispatchKeyEvent", event);
		event.put("type", "keyUp");
		event.remove("text");
		call("Input.dispatchKeyEvent", event);
	}

	private static int code(String key) {
		return switch (key) {
			case "Enter" -> 13;
			case "Escape" -> 27;
			case "Tab" -> 9;
			case "ArrowUp" -> 38;
			case "ArrowDown" -> 40;
			default -> key.toUpperCase(java.util.Locale.ROOT).charAt(0);
		};
	}

	void type(String text) {
		call("Input.insertText", Map.of("text", text));
	}

	void click(String selector) {
		eval("document.querySelector(%s).click()".formatted(JsonMapper.shared().writeValueAsString(selector)));
	}

	byte[] picture() {
		JsonNode picture = call("Page.captureScreenshot", Map.of("format", "png"));
		return Base64.getDecoder().decode(picture.path("data").asString());
	}

	/**
	 * Errors that the page has logged: exceptions, violations of the policy, failed
	 * requests.
	 */
	List<String> problems() {
		return List.copyOf(this.problems);
	}

	void forgetProblems() {
		this.problems.clear();
	}

	@Override
	public void close() {
		try {
			this.session = "";
			call("Browser.close", Map.of());
			this.process.waitFor(5, TimeUnit.SECONDS);
		}
		catch (RuntimeException ex) {
			// Closed before it responded
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			// Chromium may still write
		}
	}

	private final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				receive(JsonMapper.shared().readTree(this.text.toString()));
				this.text.setLength(0);
			}
			webSocket.request(1);
			return CompletableFuture.completedFuture(null);
		}

		private void receive(JsonNode message) {
			CompletableFuture<JsonNode> response = Chromium.this.waiting.remove(message.path("id").asInt(-1));
			if (response != null) {
				response.complete(message);
			}
			String method = message.path("method").asString("");
			JsonNode parameters = message.path("params");
			if (method.equals("Runtime.exceptionThrown") || method.equals("Page.javascriptDialogOpening")) {
				Chromium.this.problems.add(parameters.toString());
			}
			else if (method.equals("Log.entryAdded")
					&& parameters.path("entry").path("level").asString("").equals("error")) {
				Chromium.this.problems.add(parameters.path("entry").toString());
			}
		}

	}

}
