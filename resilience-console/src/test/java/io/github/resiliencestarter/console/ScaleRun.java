package io.github.resiliencestarter.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Measures the console over 2,000 simulated instances with 20 targets each, in processes
 * of their own. Not a test: it is run by hand, on an otherwise idle machine, and prints
 * the table of {@code SCALE.md}.
 */
final class ScaleRun {

	private static final int INSTANCES = 2_000;

	private static final int TARGETS = 20;

	private static final int APPLICATIONS = 50;

	private static final LongSupplier NANOS = System::nanoTime;

	private ScaleRun() {
	}

	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("server")) {
			serve();
		}
		else {
			measure(Integer.parseInt(System.getProperty("seconds", "60")));
		}
	}

	/**
	 * The console alone: its instances come from another process.
	 */
	private static void serve() {
		String base = System.getProperty("fleet.port");
		var application = ConsoleApplication.application();
		application.addInitializers((context) -> context.getBeanFactory()
			.registerSingleton("scaleDiscovery", new ScaleDiscovery(Integer.parseInt(base), INSTANCES, APPLICATIONS)));
		application.run("--server.port=" + System.getProperty("console.port"), "--spring.cloud.consul.enabled=false",
				"--spring.cloud.discovery.client.simple.enabled=false", "--resilience.console.interval=5s");
	}

	private static void measure(int seconds) throws Exception {
		try (ScaleFleet fleet = new ScaleFleet(TARGETS, APPLICATIONS)) {
			int port = Integer.parseInt(System.getProperty("console.port", "18099"));
			Process console = new ProcessBuilder(command(fleet.port(), port)).inheritIO().start();
			try {
				report(console, port, fleet, seconds);
			}
			finally {
				console.destroy();
				console.waitFor();
			}
		}
	}

	private static List<String> command(int fleet, int port) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx96m", "-Xss512k",
				"-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:MaxMetaspaceSize=96m", "-XX:ReservedCodeCacheSize=48m",
				"-Dfleet.port=" + fleet, "-Dconsole.port=" + port, "-Dlogging.level.root=warn", "-cp",
				ManagementFactory.getRuntimeMXBean().getClassPath(), ScaleRun.class.getName(), "server");
	}

	private static void report(Process console, int port, ScaleFleet fleet, int seconds) throws Exception {
		Chromium browser = Chromium.start(Chromium.find().orElseThrow());
		try (browser) {
			browser.size(1280, 800, false);
			java.net.URI uri = java.net.URI.create("http://127.0.0.1:%d/resilience/".formatted(port));
			waitUntilRead(browser, uri);
			pause(seconds / 2);
			Sample first = Sample.of(console, fleet.requests());
			pause(seconds);
			Sample last = Sample.of(console, fleet.requests());
			double elapsed = (last.nanos() - first.nanos()) / 1e9;
			List<Double> paints = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				browser.open(uri);
				browser.waitFor("document.querySelectorAll('.row').length > 0");
				paints.add(
						browser.eval("performance.getEntriesByName('first-contentful-paint')[0].startTime").asDouble());
			}
			double rows = filledAfter(browser, uri);
			double filter = filterTime(browser);
			paints.sort(null);
			print(new Result((last.cpu() - first.cpu()) / elapsed, last.resident(),
					(last.requests() - first.requests()) / elapsed, paints.get(2), rows, filter));
		}
	}

	private static void waitUntilRead(Chromium browser, java.net.URI uri) {
		org.awaitility.Awaitility.await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> {
			browser.open(uri);
			return true;
		});
		org.awaitility.Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.until(() -> browser.text("#stats").contains("2,000instances"));
	}

	private static double filledAfter(Chromium browser, java.net.URI uri) {
		long start = NANOS.getAsLong();
		browser.call("Page.navigate", java.util.Map.of("url", uri.toString()));
		browser.waitFor("document.querySelectorAll('.row').length > 0");
		return (NANOS.getAsLong() - start) / 1e6;
	}

	private static double filterTime(Chromium browser) {
		return browser
			.eval("(() => { const start = performance.now(); const filter = document.querySelector('#filter'); filter.value = 'app-7 target-3'; "
					+ "filter.dispatchEvent(new Event('input')); document.body.offsetHeight; return performance.now() - start; })()")
			.asDouble();
	}

	private static void pause(int seconds) throws InterruptedException {
		new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
	}

	private static void print(Result result) {
		System.out.printf(Locale.ROOT, """
				| Measure | Limit | Measured |
				| --- | --- | --- |
				| CPU of the console, cores | 1 | %.2f |
				| Memory of the console (resident) | 300 MiB | %.0f MiB |
				| Requests to instances per second | 800 | %.0f |
				| First paint of the page | 1,000 ms | %.0f ms |
				| First rows on the page, from the click | – | %.0f ms |
				| Filter of all dependencies | – | %.0f ms |
				""", result.cores(), result.resident() / 1024.0 / 1024, result.rate(), result.paint(), result.rows(),
				result.filter());
	}

	private record Result(double cores, long resident, double rate, double paint, double rows, double filter) {

	}

	private record Sample(long nanos, double cpu, long resident, long requests) {

		static Sample of(Process process, long requests) {
			double cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1000.0;
			return new Sample(NANOS.getAsLong(), cpu, resident(process.pid()), requests);
		}

		private static long resident(long pid) {
			try {
				return Files.readAllLines(Path.of("/proc/" + pid + "/status"))
					.stream()
					.filter((line) -> line.startsWith("VmRSS:"))
					.mapToLong((line) -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
					.findFirst()
					.orElse(0);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/**
	 * The responses of the instances of an application. Most targets are well, and a few
	 * change with each read.
	 */
	static byte[] response(int instance, int application, long round) {
		Instant now = Clock.systemUTC().instant();
		StringBuilder json = new StringBuilder(20_000)
			.append("{\"at\":\"%s\",\"total\":%d,\"targets\":[".formatted(now, TARGETS));
		IntStream.range(0, TARGETS).forEach((target) -> {
			boolean open = (application + target) % 23 == 0 && (instance + round / 4) % 5 != 0;
			json.append((target > 0) ? "," : "")
				.append(TARGET.formatted(target, open ? "OPEN" : "CLOSED", now.minusSeconds(60 + instance % 7),
						open ? "CLOSED" : "HALF_OPEN", open ? "OPEN" : "CLOSED", now.minusSeconds(60 + instance % 7)));
		});
		return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
	}

	private static final String TARGET = """
			{"name":"target-%d","guarded":true,"deviates":false,"deviations":[],"circuitBreaker":{"state":"%s","since":"%s",
			"notPermittedCalls":0,"window":{"calls":10,"failureRate":60.0,"failureRateThreshold":50.0,"slowCallRate":0.0,
			"slowCallRateThreshold":80.0,"slowCallDurationThreshold":"PT2S"},"lastTransition":{"from":"%s","to":"%s","at":"%s",
			"reason":"FAILURE_RATE","numbers":{"calls":10,"failureRate":60.0,"failureRateThreshold":50.0,"slowCallRate":0.0,
			"slowCallRateThreshold":80.0,"slowCallDurationThreshold":"PT2S"}}},"overrides":[],
			"instances":{"list":{"age":"PT3S","stale":false,"size":2},"total":2,"omitted":2,"entries":[]}}
			""";

}
