package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

/**
 * Reports as JSON, one line each, with the figures for each second.
 */
final class ReportJson {

	private static final double SECOND = 1e9;

	private static final int MEBI = 20;

	private ReportJson() {
	}

	/**
	 * The line of an experiment.
	 * @param commit the commit that was run
	 * @param when the time of the run
	 */
	static String write(ScenarioReport report, String commit, Instant when) {
		Map<String, Object> run = origin(report.scenario(), report.setUp(), commit, when);
		Course course = report.course();
		run.put("machine", machine());
		run.put("rps", Math.round(report.healthy().sent() * SECOND / (course.fault() - course.start())));
		run.put("faultAt", (course.fault() - course.start()) / SECOND);
		run.put("healAt", (course.heal() - course.start()) / SECOND);
		run.put("endAt", (course.end() - course.start()) / SECOND);
		run.put("before", account(report.healthy()));
		run.put("during", account(report.faultyFrom(0)));
		run.put("settled", account(report.faultyFrom(3)));
		run.put("after", account(report.after()));
		run.put("total", account(report.counted()));
		run.put("paths", paths(report));
		run.put("goodput", report.goodput());
		run.put("untilNoneFails", report.secondsUntilNoneFails().orElse(0));
		run.put("recovered", report.secondsToRecover());
		run.put("amplification",
				Map.of("inventory", report.amplification("inventory"), "orders", report.amplification("orders")));
		run.put("share", report.share());
		run.put("marks", report.marks());
		run.put("counts", report.counts());
		run.put("bars", report.scenario().bars().stream().map((bar) -> bar(bar, report)).toList());
		run.put("seconds", seconds(report.seconds()));
		return Json.write(run);
	}

	/**
	 * The line of an experiment that could not be run.
	 */
	static String notRun(Scenario scenario, SetUp setUp, String reason, String commit, Instant when) {
		Map<String, Object> run = origin(scenario, setUp, commit, when);
		run.put("notRun", reason.lines().findFirst().orElse(""));
		return Json.write(run);
	}

	private static Map<String, Object> origin(Scenario scenario, SetUp setUp, String commit, Instant when) {
		Map<String, Object> run = new LinkedHashMap<>();
		run.put("experiment", scenario.name());
		run.put("says", scenario.says());
		run.put("with", setUp);
		run.put("when", when.truncatedTo(ChronoUnit.SECONDS));
		run.put("commit", commit);
		return run;
	}

	private static Map<String, Object> machine() {
		Map<String, Object> machine = new LinkedHashMap<>();
		machine.put("cores", Runtime.getRuntime().availableProcessors());
		machine.put("memoryMb",
				ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() >> MEBI);
		machine.put("cpu", cpu());
		for (String property : List.of("java.version", "os.name", "os.version", "os.arch")) {
			machine.put(property, System.getProperty(property, ""));
		}
		return machine;
	}

	/**
	 * As Linux calls it, which is the only system that {@code ./fleet} runs on.
	 */
	private static String cpu() {
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("");
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static Map<String, Object> paths(ScenarioReport report) {
		return report.scenario()
			.traffic()
			.paths()
			.stream()
			.collect(Collectors.toMap((path) -> path, (path) -> path(report.at(path)), (one, other) -> one,
					LinkedHashMap::new));
	}

	private static Map<String, Object> path(ScenarioReport report) {
		Map<String, Object> accounts = new LinkedHashMap<>();
		accounts.put("before", account(report.healthy()));
		accounts.put("during", account(report.faultyFrom(0)));
		accounts.put("total", account(report.counted()));
		return accounts;
	}

	private static Map<String, Object> bar(Bar bar, ScenarioReport report) {
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("text", bar.text());
		result.put("met", bar.met().test(report));
		result.put("aboutTime", bar.aboutTime());
		return result;
	}

	private static Map<String, Object> seconds(List<ScenarioReport.Second> seconds) {
		Map<String, Object> columns = new LinkedHashMap<>();
		columns.put("sent", column(seconds, (second) -> second.report().sent()));
		columns.put("failed", column(seconds, (second) -> second.report().failed()));
		columns.put("p50Ms", column(seconds, (second) -> second.report().p50Ms()));
		columns.put("p99Ms", column(seconds, (second) -> second.report().p99Ms()));
		columns.put("maxMs", column(seconds, (second) -> second.report().maxMs()));
		columns.put("threads", column(seconds, ScenarioReport.Second::threads));
		columns.put("open", column(seconds, ScenarioReport.Second::open));
		columns.put("orders", column(seconds, ScenarioReport.Second::orders));
		columns.put("inventory", column(seconds, ScenarioReport.Second::inventory));
		return columns;
	}

	private static List<Double> column(List<ScenarioReport.Second> seconds,
			ToDoubleFunction<ScenarioReport.Second> value) {
		return seconds.stream().map(value::applyAsDouble).toList();
	}

	private static Map<String, Object> account(LoadReport report) {
		Map<String, Object> account = new LinkedHashMap<>();
		account.put("sent", report.sent());
		account.put("failed", report.failed());
		account.put("statuses", report.statuses());
		account.put("p50Ms", report.p50Ms());
		account.put("p99Ms", report.p99Ms());
		account.put("maxMs", report.maxMs());
		return account;
	}

}
