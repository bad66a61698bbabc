package io.github.resiliencestarter.fleet;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reports as JSON, with the account of each second.
 */
final class ReportJson {

	private static final double SECOND = 1e9;

	private ReportJson() {
	}

	static String write(Collection<ScenarioReport> reports) {
		Map<String, Object> machine = new LinkedHashMap<>();
		machine.put("cores", Runtime.getRuntime().availableProcessors());
		for (String property : List.of("java.version", "os.name", "os.version", "os.arch")) {
			machine.put(property, System.getProperty(property, ""));
		}
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("machine", machine);
		all.put("runs", reports.stream().map(ReportJson::run).toList());
		return Json.write(all);
	}

	private static Map<String, Object> run(ScenarioReport report) {
		Course course = report.course();
		Map<String, Object> run = new LinkedHashMap<>();
		run.put("experiment", report.scenario().name());
		run.put("with", report.setUp());
		run.put("says", report.scenario().says());
		run.put("faultAt", (course.fault() - course.start()) / SECOND);
		run.put("healAt", (course.heal() - course.start()) / SECOND);
		run.put("before", account(report.healthy()));
		run.put("during", account(report.faultyFrom(0)));
		run.put("settled", account(report.faultyFrom(3)));
		run.put("after", account(report.after()));
		run.put("share", report.share());
		run.put("marks", report.marks());
		run.put("bars", report.scenario().bars().stream().map((bar) -> bar(bar, report)).toList());
		run.put("seconds", report.seconds().stream().map(ReportJson::second).toList());
		return run;
	}

	private static Map<String, Object> bar(Bar bar, ScenarioReport report) {
		return Map.of("text", bar.text(), "met", bar.met().test(report));
	}

	private static Map<String, Object> second(ScenarioReport.Second second) {
		Map<String, Object> account = account(second.report());
		account.put("second", second.second());
		account.put("servedBy", second.servedBy());
		return account;
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
