package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;

import io.github.resiliencestarter.fleet.Dashboard.Query;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures the CPU time of the Fleet dashboard with 2,000 instances and 20 targets each,
 * in a real Prometheus. Not a test of the build, because the result depends on the
 * machine. Run it by its name:
 * {@code mvn test -pl sample-services/fleet-tests -am -Dtest=ScaleMeasurement
 * -Dsurefire.failIfNoSpecifiedTests=false}
 */
class ScaleMeasurement {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	/** Past, and within what Prometheus keeps. */
	private final long begin = InstantSource.system().instant().getEpochSecond() - 1200;

	@TempDir
	private Path folder = Path.of("");

	@Test
	void everyQueryOfTheFleetDashboardTakesLessThanASecond() throws IOException {
		SyntheticFleet fleet = new SyntheticFleet(100, 20, 20, this.begin, 60);
		Dashboard dashboard = Dashboard.read(Dashboard.FOLDER.resolve("fleet.json"));
		DoubleSummaryStatistics seconds = measure(fleet, SyntheticFleet.recorded(), (api) -> {
			DashboardView view = new DashboardView(dashboard, api, (double) fleet.start(), (double) fleet.end());
			return dashboard.queries()
				.stream()
				.collect(toMap(Query::where,
						(query) -> () -> view.ask(query, Duration.ofSeconds(SyntheticFleet.INTERVAL))));
		});
		assertThat(seconds.getMax()).as("slowest, in seconds").isLessThan(1);
	}

	/**
	 * The cost of the recording rules, for a tenth of the fleet, which fits on a small
	 * machine.
	 */
	@Test
	void everyRuleTakesLessThanItsInterval() throws IOException {
		SyntheticFleet fleet = new SyntheticFleet(10, 20, 20, this.begin, 9);
		DoubleSummaryStatistics seconds = measure(
				fleet, SyntheticFleet.scraped(), (
						api) -> Rules.recordings()
							.stream()
							.collect(
									toMap(Rules.Rule::name,
											(rule) -> () -> api.queryRange(rule.expression(), (double) fleet.end(),
													(double) fleet.end(), Duration.ofSeconds(SyntheticFleet.INTERVAL))
												.size())));
		assertThat(seconds.getSum()).as("all rules, in seconds").isLessThan(SyntheticFleet.INTERVAL);
	}

	private DoubleSummaryStatistics measure(SyntheticFleet fleet, Map<String, List<String>> metrics,
			Function<PrometheusApi, Map<String, IntSupplier>> questions) throws IOException {
		int series = fleet.write(this.folder.resolve("fleet.om"), metrics);
		System.out.printf("%d instances, %d series, %d scrapes%n", fleet.applications() * fleet.instances(), series,
				fleet.scrapes());
		Program blocks = Program.runFound("promtool", this.folder, "tsdb", "create-blocks-from", "openmetrics",
				"fleet.om", "data");
		assertThat(blocks.exitCode()).as(blocks.output()).isZero();
		int port = freePort();
		Process prometheus = start(port);
		try {
			PrometheusApi api = new PrometheusApi(port, LIMIT);
			Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> api.now() > 0);
			DoubleSummaryStatistics seconds = new DoubleSummaryStatistics();
			questions.apply(api).forEach((name, question) -> seconds.accept(secondsOf(name, question, prometheus)));
			System.out.printf("%6.2f s in all, %.2f s the slowest%n", seconds.getSum(), seconds.getMax());
			return seconds;
		}
		finally {
			prometheus.destroy();
			prometheus.onExit().join();
		}
	}

	/**
	 * CPU time, because other processes on the machine affect the elapsed time.
	 */
	private static double secondsOf(String name, IntSupplier question, Process prometheus) {
		Pace clock = new SystemPace();
		long before = clock.nanos();
		Duration usedBefore = used(prometheus);
		int values = question.getAsInt();
		double seconds = used(prometheus).minus(usedBefore).toNanos() / 1e9;
		double waited = (clock.nanos() - before) / 1e9;
		System.out.printf("%6.2f s, answered within %6.2f s %8d values  %s%n", seconds, waited, values, name);
		return seconds;
	}

	private static Duration used(Process process) {
		return process.info().totalCpuDuration().orElseThrow();
	}

	private static <T> Collector<T, ?, Map<String, IntSupplier>> toMap(Function<T, String> name,
			Function<T, IntSupplier> question) {
		return Collectors.toMap(name, question, (first, second) -> first, LinkedHashMap::new);
	}

	private Process start(int port) throws IOException {
		Files.writeString(this.folder.resolve("prometheus.yml"), "global: {}\n");
		return new ProcessBuilder(Program.find("prometheus"), "--config.file=prometheus.yml",
				"--storage.tsdb.path=data", "--storage.tsdb.retention.time=30d",
				"--web.listen-address=127.0.0.1:" + port)
			.directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("prometheus.log").toFile())
			.start();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
